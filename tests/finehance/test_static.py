"""Static files are collected once per change of their sources."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytest_django import Settings

from finehance.static import collect_static


@pytest.fixture
def source(settings: Settings, tmp_path: Path) -> Path:
    """The one static file of a site, and its folder for collected ones."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "site.css").write_text("a {}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder / "site.css"


def test_static_files_are_collected(source: Path, tmp_path: Path) -> None:
    collect_static()

    assert (tmp_path / "collected" / "site.css").read_text() == "a {}"


def test_unchanged_static_files_are_left_alone(source: Path, tmp_path: Path) -> None:
    collect_static()
    (tmp_path / "collected" / "site.css").unlink()

    collect_static()

    assert not (tmp_path / "collected" / "site.css").exists()


def test_changed_static_files_are_collected_again(source: Path, tmp_path: Path) -> None:
    collect_static()
    source.write_text("b {}")
    os.utime(source, (1, 1))

    collect_static()

    assert (tmp_path / "collected" / "site.css").read_text() == "b {}"
