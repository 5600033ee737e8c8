"""Addresses of the import pages, below `imports/`."""

from __future__ import annotations

from django.urls import path

from ledger.views import archives, import_review, imports

urlpatterns = [
    path("", imports.import_list, name="import-list"),
    path("new/", imports.import_create, name="import-create"),
    path("archive/", archives.archive_restore, name="archive-restore"),
    path("<int:pk>/", imports.import_detail, name="import-detail"),
    path("<int:pk>/review/", import_review.import_review, name="import-review"),
    path("<int:pk>/summary/", import_review.import_summary, name="import-summary"),
    path("<int:pk>/run/", import_review.import_run, name="import-run"),
    path("<int:pk>/cancel/", imports.import_cancel, name="import-cancel"),
    path("<int:pk>/undo/", imports.import_undo, name="import-undo"),
    path("<int:pk>/discard/", imports.import_discard, name="import-discard"),
]
