# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports with the oddities of real ones: marks, orders, sections and states that need care."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

ODD_SAMPLES = (
    Sample(
        "excel-separator-line",
        "sep=;\nDate;Description;Amount\n15.02.2024;Shop;-12,50\n16.02.2024;Pay;100,00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "trailing-minus",
        "Datum;Text;Betrag\n15.02.2024;Laden;1.012,50-\n16.02.2024;Lohn;2.100,00+\n",
        (("2024-02-15", "-1012.50"), ("2024-02-16", "2100.00")),
    ),
    Sample(
        "soll-haben-suffix",
        "Buchungstag;Text;Umsatz;Saldo\n15.02.2024;Laden;12,50 S;987,50 H\n14.02.2024;Lohn;1.000,00 H;1.000,00 H\n",
        (("2024-02-15", "-12.50"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "unicode-minus",
        "Date,Description,Amount\n2024-02-15,Shop,\u221212.50 €\n2024-02-16,Pay,100.00 €\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "parentheses",
        'Date,Description,Amount\n02/15/2024,Shop,"($1,012.50)"\n02/16/2024,Pay,"$2,000.00"\n',
        (("2024-02-15", "-1012.50"), ("2024-02-16", "2000.00")),
    ),
    Sample(
        "typographic-apostrophe",
        "Datum;Text;Betrag CHF\n15.02.2024;Laden;-1’012.50\n16.02.2024;Lohn;2’000.00\n",
        (("2024-02-15", "-1012.50"), ("2024-02-16", "2000.00")),
    ),
    Sample(
        "tab-with-header",
        "Date\tPayee\tOut\tIn\n15/02/2024\tShop\t12.50\t\n16/02/2024\tPay\t\t100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
        "utf-16",
    ),
    Sample(
        "pipe-with-header",
        "DATE|DESCRIPTION|AMOUNT|BALANCE\n2024-02-15|Shop|-12.50|87.50\n2024-02-16|Pay|100.00|187.50\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "formula-cells",
        'Date,Account,Description,Amount\n="2024-02-15",="00123",Shop,-12.50\n="2024-02-16",="00123",Pay,100.00\n',
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "single-quotes",
        "'Date';'Text';'Amount'\n'2024-02-15';'Shop';'-12,50'\n'2024-02-16';'Pay';'100,00'\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "type-words-unsigned",
        "Date,Title,Category,Account,Amount,Currency,Type\n2024-02-15,Lunch,Food,Cash,12.50,EUR,Expense\n2024-02-16,Pay,Salary,Bank,100,EUR,Income\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100")),
    ),
    Sample(
        "bookkeepers-columns",
        "Date,Description,Debit,Credit,Balance\n2024-02-15,Counter sale,100.00,,600.00\n2024-02-16,Rates,,12.50,587.50\n2024-02-17,Till,40.00,,627.50\n",
        (("2024-02-15", "100.00"), ("2024-02-16", "-12.50"), ("2024-02-17", "40.00")),
    ),
    Sample(
        "card-with-debt-as-balance",
        "Date,Description,Amount,Balance\n2024-02-15,SUPERMARKET,50.00,150.00\n2024-02-16,PAYMENT RECEIVED - THANK YOU,-100.00,50.00\n2024-02-17,RESTAURANT,30.00,80.00\n",
        (("2024-02-15", "-50.00"), ("2024-02-16", "100.00"), ("2024-02-17", "-30.00")),
    ),
    Sample(
        "unsigned-with-plus-for-payments",
        "Date;Details;Amount\n2024-02-15;Shop;12,50\n2024-02-16;Payment;+100,00\n2024-02-17;Shop;3,00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00"), ("2024-02-17", "-3.00")),
    ),
    Sample(
        "credit-mark-on-payments-only",
        "Date,Description,Amount\n15/02/2024,SHOP,12.50\n16/02/2024,PAYMENT,100.00 CR\n17/02/2024,CAFE,3.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00"), ("2024-02-17", "-3.00")),
    ),
    Sample(
        "dates-without-year",
        "Kontoauszug 02/2024\nDatum;Text;Betrag\n28.12.;Laden;-12,50\n15.02.;Lohn;100,00\n",
        (("2023-12-28", "-12.50"), ("2024-02-15", "100.00")),
        problems=1,
    ),
    Sample(
        "bca-indonesia",
        "Informasi Rekening - Mutasi Rekening\nNo. rekening : ,'1234567890\nPeriode : ,01/02/2024 - 29/02/2024\n\n"
        'Tanggal Transaksi,Keterangan,Cabang,Jumlah,Saldo\n\'15/02,TARIKAN ATM,0000,"500,000.00 DB","1,500,000.00"\n'
        '\'16/02,TRSF E-BANKING CR,0000,"1,000,000.00 CR","2,500,000.00"\n\nSaldo Awal : ,"2,000,000.00"\n',
        (("2024-02-15", "-500000.00"), ("2024-02-16", "1000000.00")),
        problems=1,
    ),
    Sample(
        "buddhist-years",
        "วันที่,รายการ,ถอนเงิน,ฝากเงิน,ยอดคงเหลือ\n15/02/2567,ATM,500.00,,500.00\n16/02/2567,เงินเดือน,,1000.00,1500.00\n",
        (("2024-02-15", "-500.00"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "japanese-era",
        "取扱日付,摘要,お支払金額,お預り金額,差引残高\n令和6年2月15日,カード,1000,,9000\n令和6年2月25日,給与,,5000,14000\n",
        (("2024-02-15", "-1000"), ("2024-02-25", "5000")),
        "cp932",
    ),
    Sample(
        "taiwan-years",
        "交易日期,摘要,支出金額,存入金額,餘額\n113/02/15,提款,1000,,9000\n113/02/25,薪資,,5000,14000\n",
        (("2024-02-15", "-1000"), ("2024-02-25", "5000")),
        "big5hkscs",
    ),
    Sample(
        "month-names-german",
        "Datum;Empfänger;Betrag\n15. Februar 2024;Laden;-12,50\n1. März 2024;Lohn;100,00\n",
        (("2024-02-15", "-12.50"), ("2024-03-01", "100.00")),
    ),
    Sample(
        "month-names-spanish-upper",
        "FECHA,CONCEPTO,CARGO,ABONO\n15/FEB/2024,TIENDA,12.50,\n16/ENE/2024,NOMINA,,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-01-16", "100.00")),
    ),
    Sample(
        "compact-month-names",
        "Date,Particulars,Amount\n15FEB24,SHOP,-12.50\n16FEB24,PAY,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "american-long-dates",
        'Date,Description,Amount\n"Feb 15, 2024",Shop,-12.50\n"Feb 16, 2024",Pay,100.00\n',
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "timestamps-with-milliseconds",
        "id,created_at,type,amount_value,currency\n1,2024-02-15T10:11:12.123Z,card,-12.50,EUR\n2,2024-02-16T10:11:12.123Z,topup,100.00,EUR\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "unix-timestamps",
        "timestamp,description,amount\n1707991872,Shop,-12.50\n1708078272,Pay,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "repeated-headings",
        "Date,Description,Amount\n2024-02-15,Shop,-12.50\nDate,Description,Amount\n2024-02-16,Pay,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "unquoted-delimiter-in-text",
        "Date,Description,Amount,Balance\n2024-02-14,Pay,100.00,100.00\n2024-02-15,Shop, the corner,-12.50,87.50\n2024-02-16,Cafe,-2.50,85.00\n",
        (("2024-02-14", "100.00"), ("2024-02-15", "-12.50"), ("2024-02-16", "-2.50")),
    ),
    Sample(
        "american-order-by-sequence",
        "Date,Description,Amount\n02/01/2024,A,-1.00\n02/05/2024,B,-2.00\n02/09/2024,C,3.00\n02/12/2024,D,-4.00\n",
        (
            ("2024-02-01", "-1.00"),
            ("2024-02-05", "-2.00"),
            ("2024-02-09", "3.00"),
            ("2024-02-12", "-4.00"),
        ),
    ),
    Sample(
        "day-first-by-sequence",
        "Date,Description,Amount\n01/02/2024,A,-1.00\n05/02/2024,B,-2.00\n09/02/2024,C,3.00\n12/02/2024,D,-4.00\n",
        (
            ("2024-02-01", "-1.00"),
            ("2024-02-05", "-2.00"),
            ("2024-02-09", "3.00"),
            ("2024-02-12", "-4.00"),
        ),
    ),
    Sample(
        "indian-dr-cr-column",
        'Date,Particulars,Amount,Dr/Cr,Balance\n15-02-2024,UPI,"1,250.00",Dr,"8,750.00"\n16-02-2024,NEFT,"1,00,000.00",Cr,"1,08,750.00"\n',
        (("2024-02-15", "-1250.00"), ("2024-02-16", "100000.00")),
    ),
    Sample(
        "balance-with-cr-mark",
        "Date,Details,Debit,Credit,Balance\n15/02/2024,EFTPOS,12.50,,987.50 CR\n16/02/2024,PAY,,100.00,1087.50 CR\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "hungarian-letters",
        "Dátum;Partner;Összeg;T/J\n2024.02.15.;SPAR;4500;T\n2024.02.16.;CÉG;300000;J\n",
        (("2024-02-15", "-4500"), ("2024-02-16", "300000")),
    ),
    Sample(
        "minor-units-named",
        "date,description,amount_in_cents,currency\n2024-02-15,Shop,-1250,EUR\n2024-02-16,Pay,10000,EUR\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100")),
    ),
    Sample(
        "three-decimals-dinar",
        "Date,Details,Amount,Currency\n15/02/2024,Shop,-12.500,KWD\n16/02/2024,Pay,0.250,KWD\n",
        (("2024-02-15", "-12.500"), ("2024-02-16", "0.250")),
    ),
    Sample(
        "whole-numbers-only",
        "日付,内容,金額\n2024/02/15,コンビニ,-500\n2024/02/16,給与,250000\n",
        (("2024-02-15", "-500"), ("2024-02-16", "250000")),
        "cp932",
    ),
    Sample(
        "crlf-and-trailing-blank-lines",
        "Date,Description,Amount\r\n2024-02-15,Shop,-12.50\r\n2024-02-16,Pay,100.00\r\n\r\n\r\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "totals-at-the-end",
        "Datum;Omschrijving;Bedrag\n15-02-2024;Winkel;-12,50\n16-02-2024;Loon;100,00\n;Totaal;87,50\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "opening-row-in-table",
        "Date,Description,Money out,Money in,Balance\n2024-02-14,Opening balance,,,100.00\n2024-02-15,Shop,12.50,,87.50\n2024-02-29,Closing balance,,,87.50\n",
        (("2024-02-15", "-12.50"),),
    ),
    Sample(
        "stray-quote",
        'Date,Description,Amount\n2024-02-15,"Shop 5" pipe,-12.50\n2024-02-16,Pay,100.00\n',
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "one-pending-without-date",
        "Date,Description,Amount\nPending,Shop,-3.00\n15/02/2024,Shop,-12.50\n31/01/2024,Pay,100.00\n",
        (("2024-02-15", "-3.00"), ("2024-02-15", "-12.50"), ("2024-01-31", "100.00")),
    ),
    Sample(
        "several-currencies",
        "Date,Description,Currency,Amount\n2024-02-15,Shop,EUR,-12.50\n2024-02-16,Pay,USD,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "currency-glued-to-amount",
        "Booked;Text;Amount\n15.02.2024;Shop;EUR -12,50\n16.02.2024;Pay;EUR 1.100,00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "1100.00")),
    ),
    Sample(
        "space-thousands",
        "Datum;Text;Belopp;Saldo\n2024-02-15;Hyra;-9 500,00;500,00\n2024-02-14;Lön;10 000,00;10 000,00\n",
        (("2024-02-15", "-9500.00"), ("2024-02-14", "10000.00")),
    ),
    Sample(
        "slash-day-month-short-year",
        "Date;Libellé;Montant\n15/02/24;Achat;-12,50\n16/02/24;Salaire;100,00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "year-first-short",
        "取引日,内容,出金,入金\n24/02/15,ATM,1000,\n24/02/16,給与,,5000\n",
        (("2024-02-15", "-1000"), ("2024-02-16", "5000")),
    ),
    Sample(
        "two-line-headings",
        "Booking,,,\nDate,Text,Debit,Credit\n15.02.2024,Shop,12.50,\n16.02.2024,Pay,,100.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "unknown-language",
        "Kwsta,Zorbl,Vnarq\n15.02.2024,Shop,-12.50\n16.02.2024,Pay,100.00\n17.02.2024,Cafe,-2.00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00"), ("2024-02-17", "-2.00")),
    ),
    Sample(
        "headerless-with-balance-and-ids",
        "00123;20240215;Shop;12345;-12,50;87,50\n00123;20240216;Pay;12346;100,00;187,50\n00123;20240217;Bar;12347;-7,50;180,00\n",
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00"), ("2024-02-17", "-7.50")),
    ),
)
