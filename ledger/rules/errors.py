"""What is wrong with a rule, and where in it."""

from __future__ import annotations


class RuleError(ValueError):
    """A rule that cannot be understood; `path` points into its JSON, as in `all[1].value`."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem
