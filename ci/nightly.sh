#!/usr/bin/env bash
# A night's evidence: reports become evidence/, evidence becomes one commit.
#
# $REPORTS/TOOL/SERVICE/ holds what the pipelines left there. MODE is `push` (to $BRANCH) or `request`
# (to $REQUEST_BRANCH, made anew each time, to be merged). AGAIN=true adds to a night that has its commit.
# Exit code: 0 done, 1 done as far as that was possible.
set -euo pipefail
: "${GONOGO:=gonogo}" "${CATALOG:=catalog}" "${REPORTS:=reports}" "${MODE:=push}" "${BRANCH:=main}"
: "${REQUEST_BRANCH:=readiness-evidence}" "${AGAIN:=false}" "${REPORT_URL:=}" "${REMOTE:=origin}" "${TOKEN:=}"
: "${GIT_AUTHOR_NAME:=readiness robot}" "${GIT_AUTHOR_EMAIL:=readiness-robot@localhost}"
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
export -n TOKEN REMOTE
night="Evidence of $(date -u +%F)"

remote() { # Run git with the token, where there is one; nothing else gets to see it.
  if [ -z "$TOKEN" ]; then
    git "$@"
    return
  fi
  GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader \
    GIT_CONFIG_VALUE_0="Authorization: Basic $(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')" \
    git "$@"
}

has_it() { # Tell whether the branch, as it was fetched last, has tonight's commit.
  [ -n "$(git log --since='2 days ago' --max-count=1 --format=%h --fixed-strings --grep="$night" FETCH_HEAD)" ]
}

remote fetch --quiet "$REMOTE" "$BRANCH"
if [ "$MODE" = push ] && [ "$AGAIN" != true ] && has_it; then
  echo "$BRANCH has its commit “$night” already; AGAIN=true makes another one."
  exit 0
fi

complaints=0
found=false
for folder in "$REPORTS"/*/; do
  [ -d "$folder" ] || continue
  found=true
  options=(--by-folder --replace --catalog "$CATALOG")
  if [ -n "$REPORT_URL" ]; then options+=(--url "$REPORT_URL"); fi
  # A broken report keeps the evidence of its service from being renewed, and nobody else's.
  "$GONOGO" collect "$(basename "$folder")" "$folder" "${options[@]}" || complaints=1
done
if [ "$found" = false ]; then
  echo "error: there is no folder $REPORTS/TOOL/SERVICE with reports; what fetches them?" >&2
  exit 1
fi

if [ -d "$CATALOG/evidence" ]; then git add --all -- "$CATALOG/evidence"; fi
if git diff --cached --quiet; then
  echo "Nothing new tonight."
  exit "$complaints"
fi
git commit --quiet --message "$night"

if [ "$MODE" = request ]; then
  renewals=false
  "$GONOGO" diff "$(git merge-base FETCH_HEAD HEAD)" HEAD --only renewals --catalog "$CATALOG" && renewals=true
  options=()
  if [ -n "${GITLAB_CI:-}" ]; then
    options=(-o merge_request.create -o "merge_request.target=$BRANCH" -o merge_request.remove_source_branch)
    if [ "$renewals" = true ]; then options+=(-o merge_request.auto_merge); fi
  fi
  remote push --quiet --force "${options[@]}" "$REMOTE" "HEAD:refs/heads/$REQUEST_BRANCH"
  printf 'renewals=%s\ncommit=%s\n' "$renewals" "$(git rev-parse HEAD)" >> "${GITHUB_OUTPUT:-/dev/stdout}"
  exit "$complaints"
fi

if ! remote push --quiet "$REMOTE" "HEAD:refs/heads/$BRANCH"; then
  echo "Somebody pushed meanwhile; once more on top of that."
  remote fetch --quiet "$REMOTE" "$BRANCH"
  if [ "$AGAIN" != true ] && has_it; then
    echo "It was another run; its evidence is as new."
    exit "$complaints"
  fi
  if ! git rebase --quiet FETCH_HEAD; then
    git rebase --abort
    echo "error: the same evidence was changed meanwhile; run this again" >&2
    exit 1
  fi
  remote push --quiet "$REMOTE" "HEAD:refs/heads/$BRANCH"
fi
exit "$complaints"
