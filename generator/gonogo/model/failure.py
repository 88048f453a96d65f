"""Failures of our surroundings, which stop a command; users' mistakes are problems instead."""


class GitError(Exception):
    """Git cannot answer; the message is for people, `hint` says what to type."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        """Keep the message and the hint."""
        super().__init__(message)
        self.hint = hint


class BaseNotFoundError(GitError):
    """A revision that somebody named does not exist here."""
