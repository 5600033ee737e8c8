"""What a service refuses becomes an error of the form it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.full_archive.errors import ArchiveError
from ledger.services.errors import LedgerError, Reconciled, StaleEdit

T = TypeVar("T")


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Return what `act` returns; when it is refused, write nothing and say why in `form`.

    Raises Reconciled, for which its person is asked on a page of its own.
    """
    try:
        with transaction.atomic():
            return act()
    except StaleEdit as error:
        link = format_html('<a href="">{}</a>', _("Load it as it is now"))
        form.add_error(None, format_html("{} {}", str(error), link))
    except Reconciled:
        raise
    except (LedgerError, ArchiveError) as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return None
