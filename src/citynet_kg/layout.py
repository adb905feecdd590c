"""Where things lie in a project folder. Every path of the project is named here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citynet_kg.errors import ProjectNotFoundError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of a project whose root is `root` and whose releases lie in `build`."""

    root: Path
    build: Path

    @classmethod
    def at(cls, root: Path, build: Path | None = None) -> Layout:
        """Lay out a project without looking whether it is there."""
        root = root.resolve()
        return cls(root, (build or root / "build").resolve())

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def gazetteer(self) -> Path:
        """The folder of the places that lists are matched with."""
        return self.data / "gazetteer"

    @property
    def ontology(self) -> Path:
        return self.root / "ontology"

    @property
    def rules(self) -> Path:
        return self.ontology / "rules"

    @property
    def shapes(self) -> Path:
        return self.root / "shapes"

    @property
    def releases(self) -> Path:
        return self.build / "releases"

    @property
    def current(self) -> Path:
        """The symbolic link to the release that is served."""
        return self.build / "current"

    @property
    def note(self) -> Path:
        """The note of what that release was made of."""
        return self.build / "made-of.json"

    def require(self, *folders: str) -> None:
        """Make sure that the project's folders are there.

        Raises:
            ProjectNotFoundError: naming what was looked for, and where.
        """
        missing = [name for name in folders if not (self.root / name).is_dir()]
        if missing:
            names = ", ".join(f"{name}/" for name in missing)
            raise ProjectNotFoundError(
                f"No {names} in {self.root}. Go to the project's folder, or name it with --root or CITYNET_ROOT."
            )
