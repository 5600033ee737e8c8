# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports of cards and wallets, and files of one or two rows, with invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

CARD_SAMPLES = (
    Sample(
        "card-all-positive-with-type",
        "Trans Date,Post Date,Description,Type,Amount\n02/13/2024,02/14/2024,COSTCO WHSE,Sale,84.10\n"
        "02/15/2024,02/15/2024,ONLINE PMT,Payment,500.00\n02/20/2024,02/21/2024,TARGET,Return,12.99\n"
        "02/22/2024,02/23/2024,SHELL,Sale,41.00\n",
        (
            ("2024-02-13", "-84.10"),
            ("2024-02-15", "500.00"),
            ("2024-02-20", "12.99"),
            ("2024-02-22", "-41.00"),
        ),
    ),
    Sample(
        "card-purchase-and-refund-words",
        "Date,Merchant,Transaction Type,Amount\n2024-03-01,Bakery,Purchase,4.20\n2024-03-02,Shoe Shop,Purchase,80.00\n"
        "2024-03-05,Shoe Shop,Refund,80.00\n2024-03-09,Cinema,Purchase,11.00\n",
        (
            ("2024-03-01", "-4.20"),
            ("2024-03-02", "-80.00"),
            ("2024-03-05", "80.00"),
            ("2024-03-09", "-11.00"),
        ),
    ),
    Sample(
        "card-charge-credit-suffix",
        "Date,Details,Amount\n01/02/2024,TESCO STORES,12.30\n03/02/2024,PAYMENT RECEIVED - THANK YOU,150.00CR\n"
        "14/02/2024,SHELL,30.00\n",
        (("2024-02-01", "-12.30"), ("2024-02-03", "150.00"), ("2024-02-14", "-30.00")),
    ),
    Sample(
        "one-row-signed",
        "Date,Description,Amount\n2024-02-01,Coffee,-3.50\n",
        (("2024-02-01", "-3.50"),),
    ),
    Sample(
        "one-row-semicolon-decimal-comma",
        "Datum;Verwendungszweck;Betrag\n13.02.2024;Miete Februar;-1.250,00\n",
        (("2024-02-13", "-1250.00"),),
    ),
    Sample(
        "one-row-debit-credit",
        "Date,Narrative,Debit,Credit,Balance\n13/02/2024,RENT,750.00,,1250.00\n",
        (("2024-02-13", "-750.00"),),
    ),
    Sample(
        "one-row-headerless",
        '"13/02/2024","-12.00","COFFEE SHOP"\n',
        (("2024-02-13", "-12.00"),),
    ),
    Sample(
        "two-rows-amount-and-balance-headerless",
        "13/02/2024,CARD SHOP,-20.00,180.00\n14/02/2024,SALARY,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "balance-before-amount-headerless",
        "13/02/2024,180.00,-20.00,CARD SHOP\n14/02/2024,1180.00,1000.00,SALARY\n15/02/2024,1150.50,-29.50,SHOP\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00"), ("2024-02-15", "-29.50")),
    ),
    Sample(
        "amounts-like-serial-dates",
        "Date,Description,Amount,Balance\n2024-02-01,House deposit,-25000.50,45123.10\n2024-02-02,Loan,31000.25,76123.35\n",
        (("2024-02-01", "-25000.50"), ("2024-02-02", "31000.25")),
    ),
    Sample(
        "store-card-with-posted-amount",
        "Reference Number,Trans Date,Post Date,Merchant Name,City,State,Amount\n"
        '24137,2/13/24,2/14/24,"WEGMANS #12",BUFFALO,NY,$45.10\n24138,2/16/24,2/17/24,"AMC 0012",BUFFALO,NY,$22.00\n'
        "24139,2/20/24,2/20/24,PAYMENT - THANK YOU,,,-$67.10\n",
        (("2024-02-13", "-45.10"), ("2024-02-16", "-22.00"), ("2024-02-20", "67.10")),
    ),
    Sample(
        "wallet-with-sent-received",
        "Date,Time,Type,Name,Gross,Currency,Status\n13/02/2024,10:11:12,Payment sent,Ana,-15.00,EUR,Completed\n"
        "14/02/2024,11:00:00,Payment received,Ben,20.00,EUR,Completed\n15/02/2024,09:00:00,Payment sent,Cy,-5.00,EUR,Failed\n",
        (("2024-02-13", "-15.00"), ("2024-02-14", "20.00")),
    ),
    Sample(
        "prepaid-load-and-spend",
        "Transaction Date,Description,Money Out,Money In,Running Balance\n"
        "13 Feb 2024 10:15,Coffee,£3.20,,£96.80\n14 Feb 2024 18:40,Top up,,£50.00,£146.80\n",
        (("2024-02-13", "-3.20"), ("2024-02-14", "50.00")),
    ),
    Sample(
        "credit-card-japan",
        "利用日,ご利用店名,利用金額,支払区分\n2024/02/13,スーパー,1280,1回払い\n2024/02/15,書店,2200,1回払い\n",
        (("2024-02-13", "-1280"), ("2024-02-15", "-2200")),
        "cp932",
    ),
    Sample(
        "us-two-digit-years",
        "Date,Description,Withdrawals,Deposits,Balance\n2/13/24,CHECK 101,$125.00,,$875.00\n"
        "2/15/24,PAYROLL,,$1200.00,$2075.00\n",
        (("2024-02-13", "-125.00"), ("2024-02-15", "1200.00")),
    ),
    Sample(
        "card-fx-and-billed-amounts",
        "Date,Merchant,Original Amount,Original Currency,Billed Amount,Billed Currency\n"
        "2024-02-13,Apple,-9.99,USD,-9.31,EUR\n2024-02-15,Uniqlo,-2990,JPY,-18.77,EUR\n",
        (("2024-02-13", "-9.31"), ("2024-02-15", "-18.77")),
    ),
    Sample(
        "card-pending-marked-in-status",
        "Status,Date,Merchant,Amount\nPending,2024-02-20,Hotel,-120.00\nPosted,2024-02-13,Shop,-10.00\nPosted,2024-02-12,Refund Shop,5.00\n",
        (("2024-02-20", "-120.00"), ("2024-02-13", "-10.00"), ("2024-02-12", "5.00")),
    ),
)
