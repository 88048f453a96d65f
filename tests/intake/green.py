"""A good report of each collector, with a secret in every place where tools write free text."""

SECRET = "s3cret-t0ken"  # noqa: S105 - a canary
"""No catalog may ever hold it."""

REPORTS: dict[str, str] = {
    "junit": (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="{SECRET}">'
        f'<testsuite name="{SECRET}" hostname="{SECRET}" tests="2" timestamp="2026-11-20T10:00:00">'
        f'<properties><property name="TOKEN" value="{SECRET}"/></properties>'
        f'<testcase name="{SECRET}" classname="{SECRET}"/><testcase name="é">'
        f"<system-out>{SECRET}</system-out></testcase>"
        f"<system-err>{SECRET}</system-err></testsuite></testsuites>"
    ),
    "sarif": (
        '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "é ' + SECRET + '", "rules": [{"id": "'
        f'{SECRET}", "help": {{"text": "{SECRET}"}}}}]}}}}, "invocations": [{{"executionSuccessful": true, '
        f'"commandLine": "scan --token {SECRET}", "environmentVariables": {{"TOKEN": "{SECRET}"}}}}], '
        f'"results": [{{"level": "note", "ruleId": "{SECRET}", "message": {{"text": "{SECRET}"}}}}]}}]}}'
    ),
    "trivy": (
        f'{{"SchemaVersion": 2, "ArtifactName": "é {SECRET}", "Metadata": {{"ImageConfig": {{"Env": '
        f'["TOKEN={SECRET}"]}}}}, "Results": [{{"Target": "{SECRET}", "Class": "os-pkgs", '
        f'"Vulnerabilities": [{{"Severity": "LOW", "Title": "{SECRET}", "PkgName": "{SECRET}"}}]}}, '
        f'{{"Target": "{SECRET}", "Class": "secret", "Secrets": []}}]}}'
    ),
    "scorecard": (
        f'{{"date": "2026-11-20", "repo": {{"name": "é {SECRET}"}}, "score": 8, "metadata": ["{SECRET}"], '
        f'"checks": [{{"name": "Code-Review", "score": 8, "reason": "{SECRET}", "details": ["{SECRET}"]}}]}}'
    ),
    "coverage": (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<coverage lines-valid="10" lines-covered="9"><sources><source>é {SECRET}</source></sources>'
        f'<packages><package name="{SECRET}"><classes><class filename="{SECRET}"/></classes></package>'
        "</packages></coverage>"
    ),
    "k6": (
        f'{{"setup_data": {{"token": "é {SECRET}"}}, "root_group": {{"name": "{SECRET}"}}, "metrics": {{'
        '"http_reqs": {"values": {"count": 9}}, "http_req_duration": {"values": {"p(95)": 90}, '
        f'"thresholds": {{"p(95)<500": {{"ok": true}}}}}}, "http_req_duration{{url:{SECRET}}}": '
        f'{{"values": {{"p(95)": 90}}, "thresholds": {{"p(95)<600 {SECRET}": {{"ok": true}}}}}}, '
        f'"{SECRET} x": {{"values": {{"rate": 1}}, "thresholds": {{"rate>0": {{"ok": true}}}}}}}}}}'
    ),
    "locust": (
        "Type,Name,Request Count,Failure Count,Median Response Time,95%\n"
        f"GET,/é?token={SECRET},9,0,10,90\n,Aggregated,9,0,10,90\n"
    ),
    "openslo": (
        "apiVersion: openslo/v1\nkind: SLO\n"
        f"metadata: {{name: é {SECRET}, annotations: {{token: {SECRET}}}}}\n"
        f"spec:\n  description: {SECRET}\n  indicator: {{spec: {{query: {SECRET}}}}}\n"
        "  objectives:\n    - target: 0.99\n"
    ),
    "kubernetes": (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {SECRET}\n"
        f"  annotations: {{a: é {SECRET}}}\n"
        f"spec:\n  replicas: 3\n  template:\n    metadata: {{labels: {{app: {SECRET}}}}}\n"
        f"    spec:\n      containers:\n        - name: {SECRET}\n          image: {SECRET}\n"
        f"          env: [{{name: TOKEN, value: {SECRET}}}]\n"
        f"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: {SECRET}}}\nstringData: {{token: {SECRET}}}\n"
    ),
}
