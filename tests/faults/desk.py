"""What a person does at the pages, done by a process of its own: `python -m tests.faults.desk`.

`queue FILE` sends a file and starts its import, `again BATCH` starts it once more, `recover` takes
up the jobs of workers that died, `job BATCH` tells how an import stands, `token` signs a program
in. Each prints JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

django.setup()

from django.utils import timezone  # noqa: E402 -- models need the set-up before them

from accounts.actors import Actor  # noqa: E402
from accounts.models import Household, Membership, User  # noqa: E402
from accounts.scope import household_scope, system_scope  # noqa: E402
from accounts.services.api_sign_ins import begin_sign_in  # noqa: E402
from accounts.services.job_runs import LOST_AFTER, recover_lost_jobs  # noqa: E402
from ledger.models import Account, ImportBatch  # noqa: E402
from ledger.services.uploads import queue_import, store_upload  # noqa: E402

HOUSEHOLD, ACCOUNT = "Faults", "Checking"


def owner() -> Actor:
    with system_scope("a test looks its household up"):
        household = Household.objects.get(name=HOUSEHOLD)
        members = Membership.objects.select_related("household", "user")
        return Actor.of(members.get(household=household))


def person_of(by: Actor) -> User:
    if by.user is None:
        raise AssertionError
    return by.user


def queue(by: Actor, path: str) -> dict[str, object]:
    account = Account.objects.in_household(by.household).get(name=ACCOUNT)
    with Path(path).open("rb") as stream:
        batch = store_upload(by=by, account=account, name="big.csv", stream=stream)
    return started(by, batch)


def started(by: Actor, batch: ImportBatch) -> dict[str, object]:
    queue_import(by=by, batch=batch)
    return {"batch": batch.pk}


def job(batch: ImportBatch) -> dict[str, object]:
    if batch.job is None:
        raise AssertionError
    return {
        "batch": batch.state,
        "batch_error": batch.error,
        "added": batch.added_count,
        "job": batch.job.state,
        "error": batch.job.error,
        "attempts": batch.job.attempts,
    }


def main(act: str, *given: str) -> dict[str, object]:
    if act == "recover":
        later = timezone.now() + 2 * LOST_AFTER
        return {"recovered": recover_lost_jobs(later)}
    by = owner()
    if act == "token":
        return {"access": begin_sign_in(user=person_of(by)).access}
    with household_scope(by.household.pk):
        if act == "queue":
            return queue(by, given[0])
        batch = ImportBatch.objects.select_related("job").get(pk=given[0])
        return started(by, batch) if act == "again" else job(batch)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
