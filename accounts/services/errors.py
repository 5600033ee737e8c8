"""What the services of people and households refuse, in words for people, with stable codes."""

from __future__ import annotations


class MembershipError(Exception):
    """The act does not fit who is in the household, or who is asked into it."""

    code = "BUSINESS_4020"


class OwnerNeeded(MembershipError):
    """A household would be left without an owner."""

    code = "BUSINESS_4021"


class AlreadyThere(MembershipError):
    """The person is a member already, or is asked already."""

    code = "BUSINESS_4022"


class InvitationEnded(MembershipError):
    """The invitation was used, declined or withdrawn, or its time is up."""

    code = "BUSINESS_4023"


class AddressUnverified(MembershipError):
    """The invited address is not a verified one of the person who answers."""

    code = "BUSINESS_4024"
