#!/usr/bin/env bash
# What the action runs. Everything that a pull request can choose comes in as environment, never as code.
set -euo pipefail
gonogo="$RUNNER_TEMP/gonogo/bin/gonogo"
strict=()
[ "$STRICT" = true ] && strict=(--strict)
case "$MODE" in
  validate)
    "$gonogo" validate --catalog "$CATALOG" --format github "${strict[@]}"
    ;;
  diff)
    options=()
    for what in $FAIL_ON; do options+=(--fail-on "$what"); done
    "$gonogo" diff "$BASE" --catalog "$CATALOG" --format json --output diff.json
    echo "diff=diff.json" >> "$GITHUB_OUTPUT"
    "$gonogo" comment --input diff.json --dry-run >> "$GITHUB_STEP_SUMMARY"
    "$gonogo" diff "$BASE" --catalog "$CATALOG" --format text "${options[@]}"
    ;;
  build)
    "$gonogo" build --catalog "$CATALOG" --site-dir "$SITE_DIR" "${strict[@]}"
    ;;
  collect)
    mode=push
    [ "$BY_REQUEST" = true ] && mode=request
    GONOGO="$gonogo" MODE="$mode" bash "$(dirname "$0")/../nightly.sh"
    ;;
  *)
    echo "unknown mode: use validate, diff, build or collect" >&2
    exit 2
    ;;
esac
