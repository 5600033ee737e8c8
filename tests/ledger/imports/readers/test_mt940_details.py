from __future__ import annotations

import pytest

from ledger.imports.readers.mt940_details import Details, is_structured, parse_details

GERMAN = (
    "166?00SEPA-GUTSCHRIFT?109310?20EREF+RE-2024-17?21KREF+X?22MREF+M1"
    "?23SVWZ+Invoice 17 of Mayfair ?24Street?30BYLADEM1001?31DE02120300000000202051"
    "?32Mustermann Handelsgesellsch?33aft mbH?34000"
)


def test_parse_details_reads_the_german_structure() -> None:
    assert parse_details([GERMAN]) == Details(
        payee="Mustermann Handelsgesellschaft mbH",
        memo="Invoice 17 of Mayfair Street",
        account="DE02120300000000202051",
        reference="RE-2024-17",
    )


@pytest.mark.parametrize("mark", ["?", ">", "<", "~", "^", "|"])
def test_parse_details_takes_the_mark_of_the_bank(mark: str) -> None:
    details = parse_details([f"020{mark}00Transfer{mark}20Rent{mark}32Ada"])

    assert details == Details(payee="Ada", memo="Rent")


@pytest.mark.parametrize("width", [10, 33, 64])
def test_parse_details_undoes_the_wrapping_of_a_structure(width: int) -> None:
    wrapped = [GERMAN[at : at + width] for at in range(0, len(GERMAN), width)]

    assert parse_details(wrapped) == parse_details([GERMAN])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("805?00ENTGELTABSCHLUSS", Details(memo="ENTGELTABSCHLUSS")),
        ("105?20Rent?21March", Details(memo="Rent March")),
        ("105?20Why? Because", Details(memo="Why? Because")),
        (
            "105?20NOTE EREF: 17?31 0815 4711",
            Details(memo="NOTE", account="08154711", reference="17"),
        ),
        ("159?00RETOURE?20EREF+A?21MTLG:No funds", Details(memo="No funds", reference="A")),
        ("106?20SVWZ+Card?21ABWA+Corner Shop", Details(payee="Corner Shop", memo="Card")),
        ("166?20EREF+NOTPROVIDED?21SVWZ+Gift", Details(memo="Gift")),
        (
            "020?20Transfer?31111?38PL61109010140000071219812874",
            Details(memo="Transfer", account="PL61109010140000071219812874"),
        ),
        ("166?60after the first ten", Details(memo="after the first ten")),
    ],
)
def test_parse_details_reads_the_parts_of_a_structure(text: str, expected: Details) -> None:
    assert parse_details([text]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "/IBAN/NL91ABNA0417164300/NAME/Corner Shop/REMI/Order 17/EREF/E-1",
            Details("Corner Shop", "Order 17", "NL91ABNA0417164300", "E-1"),
        ),
        (
            "/EREF/E-1//MARF/M-2//CNTP/NL91ABNA0417164300/ABNANL2A/Corner Shop///REMI/USTD//Order/",
            Details("Corner Shop", "Order", "NL91ABNA0417164300", "E-1"),
        ),
        ("/BENM//NAME/JOHN DOE/REMI/Ref 1/ISDT/2013-01-02", Details("JOHN DOE", "Ref 1")),
        ("/TRTP/Betaalautomaat/EREF/NOTPROVIDED", Details(memo="Betaalautomaat")),
        ("/NAME/a/b/REMI/x", Details("a/b", "x")),
    ],
)
def test_parse_details_reads_tags_between_slashes(text: str, expected: Details) -> None:
    assert parse_details([text]) == expected
    assert parse_details([text[:20], text[20:]]) == expected


@pytest.mark.parametrize(
    ("lines", "supplement", "expected"),
    [
        (["Salary payment"], "", Details(memo="Salary payment")),
        (["one", "two"], "", Details(memo="one two")),
        (["x" * 60 + "wrap", "ped"], "", Details(memo="x" * 60 + "wrapped")),
        (
            ["NL91ABNA0417164300 mrs a b", " ", "Gift"],
            "",
            Details("mrs a b", "Gift", "NL91ABNA0417164300"),
        ),
        (["0987654321 mrs a b", "Gift"], "mrs a b", Details("mrs a b", "Gift", "0987654321")),
        (["0987654321 mrs a b"], "", Details(memo="0987654321 mrs a b")),
        (
            ["INVOICE 9", "REK: NL91ABNA0417164300/NAAM: PICQER"],
            "",
            Details("PICQER", "INVOICE 9", "NL91ABNA0417164300"),
        ),
        (
            ["COLLECT; Z RACH.: 56114010; OD: JAN NOWAK  UL. X 1; TYT.: PRZELEW ; TNR: 1"],
            "",
            Details("JAN NOWAK", "PRZELEW", "56114010"),
        ),
        (["-TX 10:20 /ABC/"], "", Details(memo="-TX 10:20 /ABC/")),
        ([], "", Details()),
    ],
)
def test_parse_details_reads_free_text(
    lines: list[str], supplement: str, expected: Details
) -> None:
    assert parse_details(lines, supplement=supplement) == expected


def test_parse_details_reads_coded_lines() -> None:
    lines = ["01Rent", "02March", "15Ada", "16Lovelace", "17Transfer", "340815", "x", "18"]

    assert parse_details(lines, coded=True) == Details("Ada Lovelace", "Rent March", "0815")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("166?00X", True), ("000>10X", True), (" 020?00X", True), ("?00X", False), ("Rent?", False)],
)
def test_is_structured_asks_for_a_booking_code(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_structured(text) is expected
