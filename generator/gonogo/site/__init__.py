"""Site: what was published becomes a folder of files; the only part that knows MkDocs and writes files."""
