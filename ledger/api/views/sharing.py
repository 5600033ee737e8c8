"""Sharing purchases with people and settling up: further acts on claims."""

from __future__ import annotations

from decimal import Decimal

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ReadViewSet
from ledger.api.serializers.refunds import (
    ClaimSerializer,
    GivenUpSerializer,
    PeopleSerializer,
    PersonInput,
    RefundSerializer,
    SettleInput,
    ShareInput,
    WriteOffInput,
    person_json,
)
from ledger.api.views.found_pairs import found_or_404
from ledger.enums import SharingKind
from ledger.models import Claim
from ledger.reports.people import people
from ledger.services.shares import give_up_person, settle_person, share_purchase
from ledger.services.write_offs import write_off


class SharingViewSet(ReadViewSet[Claim]):
    """What several people owe, shared out and settled."""

    @extend_schema(responses=PeopleSerializer)
    @action(detail=False, pagination_class=None)
    def people(self, request: Request) -> Response:
        """List what each person owes us and we owe them; what is open the longest first."""
        return Response(
            {"people": [person_json(row) for row in people(self.household, today=self.today)]}
        )

    @extend_schema(request=ShareInput, responses={201: ClaimSerializer(many=True)})
    @action(detail=False, methods=["post"], pagination_class=None)
    def share(self, request: Request) -> Response:
        """Share what nobody was asked for of a purchase: a claim on each person, as one act."""
        values = self.read_body(ShareInput)
        parts = [(each["payee"], Decimal(each["part"])) for each in values["parts"]]
        made = found_or_404(
            lambda: share_purchase(
                by=self.actor,
                purchase=values["purchase"],
                kind=SharingKind(values["kind"]),
                parts=parts,
                own=Decimal(values["own"]),
                asked_on=values["asked_on"],
            )
        )
        return Response(ClaimSerializer(made, many=True).data, status=201)

    @extend_schema(request=SettleInput, responses={201: RefundSerializer(many=True)})
    @action(detail=False, methods=["post"], pagination_class=None)
    def settle(self, request: Request) -> Response:
        """Settle what a person owes by a transaction, the oldest claim first: a refund for each."""
        values = self.read_body(SettleInput)
        made = found_or_404(
            lambda: settle_person(
                by=self.actor,
                person=values["payee"],
                incoming=values["incoming"],
                today=self.today,
            )
        )
        return Response(RefundSerializer(made, many=True).data, status=201)

    @extend_schema(request=PersonInput, responses=GivenUpSerializer)
    @action(detail=False, methods=["post"], pagination_class=None, url_path="give-up")
    def give_up(self, request: Request) -> Response:
        """Give up all that a person still owes, as one act."""
        payee = self.read_body(PersonInput)["payee"]
        return Response({"given_up": give_up_person(by=self.actor, person=payee, today=self.today)})

    @extend_schema(request=WriteOffInput, responses={201: RefundSerializer(many=True)})
    @action(detail=False, methods=["post"], pagination_class=None, url_path="write-off")
    def write_off(self, request: Request) -> Response:
        """Let what a person owes be our own spending of a day: a refund for each claim."""
        values = self.read_body(WriteOffInput)
        made = write_off(
            by=self.actor,
            person=values["payee"],
            amount=Decimal(values["amount"]),
            currency=values["currency"],
            on=values["date"],
            claim=values["claim"],
        )
        return Response(RefundSerializer(made, many=True).data, status=201)
