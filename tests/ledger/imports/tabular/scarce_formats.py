# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports that give little evidence, or surround the table with other lines; invented."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

SCARCE_SAMPLES = (
    Sample(
        "type-words-of-which-one-is-unknown",
        "Date,Description,Amount,Type\n2024-02-13,Shop,20.00,Withdrawal\n2024-02-14,Wages,500.00,Deposit\n2024-02-15,Stamp,2.00,Zorbl\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "500.00")),
        problems=1,
    ),
    Sample(
        "german-card-with-turnover-lines",
        "Kreditkarte:;1234 **** **** 5678;\nVon:;01.02.2024;\nBis:;29.02.2024;\nSaldo:;-123,45 EUR;\nDatum:;29.02.2024;\n\n"
        "Umsatz abgerechnet;Wertstellung;Belegdatum;Beschreibung;Betrag (EUR);Ursprünglicher Betrag\nJa;14.02.2024;13.02.2024;SHOP;-23,45;\nNein;16.02.2024;15.02.2024;HOTEL;-100,00;-108,00 USD\n",
        (("2024-02-13", "-23.45"), ("2024-02-15", "-100.00")),
    ),
    Sample(
        "headerless-debit-credit-balance",
        "13/02/2024,CARD SHOP,20.00,,180.00\n14/02/2024,SALARY,,1000.00,1180.00\n15/02/2024,RENT,500.00,,680.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00"), ("2024-02-15", "-500.00")),
    ),
    Sample(
        "headerless-two-dates-semicolon",
        "13.02.2024;14.02.2024;Laden Musterstadt;-20,00;EUR\n15.02.2024;15.02.2024;Arbeitgeber;1.000,00;EUR\n",
        (("2024-02-13", "-20.00"), ("2024-02-15", "1000.00")),
    ),
    Sample(
        "headerless-spaces-in-dates",
        "13 Feb 2024,SHOP ONE,-20.00\n14 Feb 2024,WAGES,1000.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "one-row-month-name",
        "Date,Description,Debit,Credit\n3-Feb-24,ATM,60.00,\n",
        (("2024-02-03", "-60.00"),),
    ),
    Sample(
        "one-row-american",
        "Date,Description,Amount\n02/13/2024,COFFEE,-3.50\n",
        (("2024-02-13", "-3.50"),),
    ),
    Sample(
        "whole-amounts-without-cents",
        "Date,Description,Amount\n2024-02-13,Shop,-20\n2024-02-14,Wages,1000\n2024-02-20,Rent,-500\n",
        (("2024-02-13", "-20"), ("2024-02-14", "1000"), ("2024-02-20", "-500")),
    ),
    Sample(
        "type-column-withdrawal-deposit",
        "Date,Type,Description,Amount,Balance\n13/02/2024,Withdrawal,ATM,50.00,150.00\n14/02/2024,Deposit,Wages,500.00,650.00\n",
        (("2024-02-13", "-50.00"), ("2024-02-14", "500.00")),
    ),
    Sample(
        "plus-minus-column",
        "Datum;Empfänger;+/-;Betrag\n13.02.2024;Laden;-;20,00\n14.02.2024;Firma;+;1.000,00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "danish-with-points-and-kr",
        '"Dato";"Tekst";"Beløb";"Saldo"\n"13-02-2024";"Netto";"kr. -1.020,50";"kr. 3.979,50"\n"14-02-2024";"Løn";"kr. 20.000,00";"kr. 23.979,50"\n',
        (("2024-02-13", "-1020.50"), ("2024-02-14", "20000.00")),
        "cp1252",
    ),
    Sample(
        "finnish-with-plus",
        "Kirjauspäivä;Maksupäivä;Määrä;Saaja/Maksaja;Viesti\n13.02.2024;12.02.2024;-20,00;Kauppa;osto\n14.02.2024;14.02.2024;+1000,00;Työnantaja;palkka\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "portuguese-with-opening-lines",
        "Consultar saldos e movimentos à ordem\nConta ;0123456789 - EUR - Conta\nData de início ;01-02-2024\nData de fim ;29-02-2024\n\n"
        "Data mov. ;Data valor ;Descrição ;Débito ;Crédito ;Saldo contabilístico ;\n13-02-2024 ;13-02-2024 ;COMPRA ;20,00 ; ;180,00 ;\n"
        "14-02-2024 ;14-02-2024 ;ORDENADO ; ;1.000,00 ;1.180,00 ;\n ; ; ; ;Saldo contabilístico ;1.180,00 EUR ;\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "czech-with-spaces",
        "Datum;Objem;Měna;Protiúčet;Zpráva pro příjemce\n13.02.2024;-1 020,00;CZK;123/0100;nákup\n14.02.2024;30 000,00;CZK;456/0800;mzda\n",
        (("2024-02-13", "-1020.00"), ("2024-02-14", "30000.00")),
    ),
    Sample(
        "slovak-credit-debit-words",
        "Dátum;Typ;Suma;Mena;Popis\n13.02.2024;Debet;20,00;EUR;obchod\n14.02.2024;Kredit;1000,00;EUR;mzda\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "italian-dare-avere",
        "Data contabile;Data valuta;Dare;Avere;Descrizione\n13/02/2024;13/02/2024;-20,00;;Pagamento POS\n14/02/2024;14/02/2024;;1.000,00;Stipendio\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "french-accented-latin",
        "Date de comptabilisation;Libelle simplifie;Debit;Credit;Date operation;Pointage operation\n13/02/2024;BOULANGERIE;-20,00;;12/02/2024;0\n14/02/2024;SALAIRE;;+1000,00;14/02/2024;0\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "romanian-statement",
        "Data;Detalii tranzactie;Debit;Credit\n13 februarie 2024;Cumparare POS;20,00;\n14 februarie 2024;Incasare;;1.000,00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "ukrainian-card",
        "Дата i час операції;Деталі операції;Сума в валюті картки (UAH);Залишок після операції\n13.02.2024 10:11:12;Магазин;-20.00;180.00\n14.02.2024 09:00:00;Зарплата;1000.00;1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "bulgarian-debit-credit-letters",
        "Дата;Сума;Дт/Кт;Основание\n13.02.2024;20.00;ДТ;магазин\n14.02.2024;1000.00;КТ;заплата\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "greek-with-letters",
        "Ημερομηνία;Περιγραφή;Ποσό;Πρόσημο\n13/02/2024;Αγορά;20,00;Χ\n14/02/2024;Μισθός;1.000,00;Π\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "canadian-french-positions",
        '"Desjardins","123456","EOP","2024/02/13",1,"Achat épicerie","",20.00,"","","","","",180.00\n"Desjardins","123456","EOP","2024/02/14",2,"Paie","","",1000.00,"","","","",1180.00\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "mexican-peso-signs",
        'Fecha,Descripción,Cargo,Abono,Saldo\n13/02/2024,TIENDA,"$1,020.00",,"$8,980.00"\n14/02/2024,NÓMINA,,"$10,000.00","$18,980.00"\n',
        (("2024-02-13", "-1020.00"), ("2024-02-14", "10000.00")),
    ),
    Sample(
        "indian-value-date-and-blank-sides",
        "Date,Narration,Chq/Ref No,Value Dt,Withdrawal Amt (INR),Deposit Amt (INR),Closing Balance (INR)\n13/02/24,UPI-SHOP,0000412,13/02/24,20.00,,180.00\n14/02/24,NEFT CR-SALARY,N045,14/02/24,,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "balance-with-debt-suffix",
        'Date,Description,Debit,Credit,Balance\n13/02/2024,Shop,20.00,,"1,020.00 DR"\n14/02/2024,Wages,,500.00,520.00 DR\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "500.00")),
    ),
    Sample(
        "summary-below-after-blank-line",
        "Date,Description,Amount\n2024-02-13,Shop,-20.00\n2024-02-14,Wages,1000.00\n\nTotal credits,,1000.00\nTotal debits,,-20.00\nNumber of transactions,2,\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "several-blank-columns-between",
        "Date,,Description,,,Amount,,Balance\n13/02/2024,,Shop,,,-20.00,,180.00\n14/02/2024,,Wages,,,1000.00,,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "colon-and-unit-headings",
        "DATE:|NARRATIVE:|VALUE IN £:\n13/02/2024|Shop|-20.00\n14/02/2024|Wages|1000.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "tab-with-unquoted-quotes",
        'Date\tDescription\tAmount\n2024-02-13\tThe "Old" Shop\t-20.00\n2024-02-14\t12" pizza\t-11.00\n2024-02-15\tWages\t500.00\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "-11.00"), ("2024-02-15", "500.00")),
    ),
)
