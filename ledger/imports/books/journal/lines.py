"""The lines of a journal with those that it includes, inside its archive and within bounds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from ledger.imports.books.bundle import Bundle
from ledger.imports.books.model import Omissions
from ledger.imports.books.programs.tables import decoded
from ledger.imports.statement import HostileFile

DEEPEST = 20
MOST_LINES = 3_000_000
LONGEST_LINE = 20_000


@dataclass(slots=True)
class Sources:
    """The journals of a bundle; each is read once, where it is first included."""

    bundle: Bundle
    omissions: Omissions
    read: set[str] = field(default_factory=set)
    count: int = 0

    def lines(self, path: str) -> Iterator[tuple[int, str]]:
        """Yield number and text of each line of one file."""
        self.read.add(path)
        for number, line in enumerate(decoded(self.bundle.files[path]).split("\n"), start=1):
            self.count += 1
            if self.count > MOST_LINES:
                raise HostileFile("the journal has too many lines")
            yield number, line[:LONGEST_LINE]

    def included(self, path: str, wanted: str, depth: int) -> list[str]:
        """Return the files of the archive that an include in `path` names and that are not read.

        Those outside of it are counted as left out. Raises HostileFile when includes nest too deep.
        """
        if depth >= DEEPEST:
            raise HostileFile(f"files are included more than {DEEPEST} deep")
        pattern = posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted.strip("\"' ")))
        found = [name for name in self.bundle.files if fnmatchcase(name, pattern)]
        if not found and not self.read & set(found):
            reason = "put the journal and all that it includes into one zip archive"
            self.omissions.add("included files", reason)
        return [name for name in found if name not in self.read]

    def roots(self, suffixes: tuple[str, ...]) -> list[str]:
        """Return the files to begin with: those that no other one includes, shallowest first."""
        if not self.bundle.is_archive:
            return list(self.bundle.files)
        names = [path for path, _data in self.bundle.ending(*suffixes)]
        included = {
            name
            for path in names
            for line in decoded(self.bundle.files[path]).split("\n")
            if line.startswith(("include", "!include"))
            for name in self._named(path, line)
        }
        roots = [name for name in names if name not in included] or names
        return sorted(roots, key=lambda name: (name.count("/"), name))

    def _named(self, path: str, line: str) -> list[str]:
        wanted = line.partition("include")[2].strip().strip("\"'")
        pattern = posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted))
        return [name for name in self.bundle.files if fnmatchcase(name, pattern) and name != path]
