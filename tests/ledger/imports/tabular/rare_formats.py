# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports with rare ways to print amounts, dates, headings and footers; invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

RARE_SAMPLES = (
    Sample(
        "paid-in-paid-out-with-symbols",
        '"Date","Transaction type","Description","Paid out","Paid in","Balance"\n'
        '"13 Feb 2024","Visa purchase","SHOP","£20.00","","£1,180.00"\n'
        '"14 Feb 2024","Bank credit","WAGES","","£1,500.00","£2,680.00"\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "1500.00")),
    ),
    Sample(
        "kronor-with-spaces-and-suffix",
        "Datum;Text;Belopp;Saldo\n2024-02-13;Hyra;-8 234,56 kr;11 765,44 kr\n2024-02-25;Lön;25 000,00 kr;36 765,44 kr\n",
        (("2024-02-13", "-8234.56"), ("2024-02-25", "25000.00")),
    ),
    Sample(
        "kronor-with-no-break-spaces",
        "Dato;Forklaring;Beløp\n13.02.2024;Husleie;\u22128\u00a0234,56\n25.02.2024;Lønn;25\u00a0000,00\n",
        (("2024-02-13", "-8234.56"), ("2024-02-25", "25000.00")),
    ),
    Sample(
        "minus-behind-with-points",
        "Buchungstag;Text;Betrag EUR\n13.02.2024;Miete;1.234,56-\n28.02.2024;Gehalt;2.500,00+\n",
        (("2024-02-13", "-1234.56"), ("2024-02-28", "2500.00")),
    ),
    Sample(
        "parentheses-with-dollar",
        'Date,Description,Amount\n2/13/2024,Rent,"($1,250.00)"\n2/28/2024,Salary,"$3,000.00"\n',
        (("2024-02-13", "-1250.00"), ("2024-02-28", "3000.00")),
    ),
    Sample(
        "cr-dr-suffix-on-amount-and-balance",
        'Txn Date,Particulars,Amount (INR),Balance (INR)\n13-02-2024,UPI/SHOP,"1,20,000.00 Dr","3,80,000.00 Cr"\n'
        '14-02-2024,NEFT SALARY,"2,00,000.00 Cr","5,80,000.00 Cr"\n',
        (("2024-02-13", "-120000.00"), ("2024-02-14", "200000.00")),
    ),
    Sample(
        "time-in-a-column-of-its-own",
        "Fecha;Hora;Concepto;Importe;Saldo\n13/02/2024;09:15;Compra;-20,00;180,00\n14/02/2024;18:02;Bizum;15,00;195,00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "15.00")),
    ),
    Sample(
        "date-and-time-with-zone",
        "Created (UTC),Description,Amount,Currency\n2024-02-13T09:15:00.000Z,Shop,-20.00,USD\n2024-02-14T18:02:11.120Z,Sale,15.00,USD\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "15.00")),
    ),
    Sample(
        "serial-dates",
        "Date,Description,Amount\n45335,Shop,-20.00\n45336,Salary,1000.00\n45337,Shop,-5.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00"), ("2024-02-15", "-5.00")),
    ),
    Sample(
        "serial-dates-with-time",
        "Date,Description,Amount\n45335.3854166667,Shop,-20.00\n45336.75139,Salary,1000.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "wide-text-with-tabs-and-balance",
        "Data transakcji\tOpis\tKwota\tSaldo\r\n13.02.2024\tSklep\t-20,00\t180,00\r\n14.02.2024\tPensja\t1 000,00\t1 180,00\r\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
        "utf-16",
    ),
    Sample(
        "headings-over-two-lines-with-group",
        "Date,Details,Amount,,Balance\n,,Debit,Credit,\n13/02/2024,Shop,20.00,,180.00\n14/02/2024,Wages,,500.00,680.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "500.00")),
    ),
    Sample(
        "headings-with-line-break",
        '"Booking\ndate","Text","Amount\n(EUR)"\n2024-02-13,Shop,-20.00\n2024-02-14,Wages,500.00\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "500.00")),
    ),
    Sample(
        "footer-french",
        "Date;Libellé;Débit euros;Crédit euros\n13/02/2024;CARTE SHOP;20,00;\n28/02/2024;VIR SALAIRE;;1 500,00\n"
        ";Total des opérations;20,00;1 500,00\n;Nouveau solde au 29/02/2024;;1 480,00\n",
        (("2024-02-13", "-20.00"), ("2024-02-28", "1500.00")),
    ),
    Sample(
        "footer-spanish",
        "Fecha;Concepto;Importe;Saldo\n13/02/2024;Compra;-20,00;180,00\n14/02/2024;Nómina;1.000,00;1.180,00\n\nSaldo final;;;1.180,00\nTotal movimientos: 2;;;\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "footer-polish",
        "Data;Opis;Kwota;Saldo\n2024-02-13;Sklep;-20,00;180,00\n2024-02-14;Pensja;1000,00;1180,00\nSaldo końcowe;;;1180,00\nRazem;;980,00;\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "footer-turkish",
        "Tarih;Açıklama;Tutar;Bakiye\n13.02.2024;Market;-20,00;180,00\n14.02.2024;Maaş;1.000,00;1.180,00\nToplam;;980,00;\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "hebrew",
        "תאריך,תיאור,חובה,זכות,יתרה\n13/02/2024,סופר,20.00,,180.00\n14/02/2024,משכורת,,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "arabic",
        "التاريخ,الوصف,مدين,دائن,الرصيد\n13/02/2024,سوق,20.00,,180.00\n14/02/2024,راتب,,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "arabic-digits",
        "التاريخ,الوصف,المبلغ\n١٣/٠٢/٢٠٢٤,سوق,-٢٠.٥٠\n١٤/٠٢/٢٠٢٤,راتب,١٠٠٠.٠٠\n",
        (("2024-02-13", "-20.50"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "chinese-bank",
        "交易日期,摘要,支出金额,收入金额,账户余额,对方户名\n20240213,消费,20.00,,180.00,超市\n20240214,工资,,1000.00,1180.00,公司\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
        "gb18030",
    ),
    Sample(
        "korean-bank",
        "거래일시,적요,출금액,입금액,잔액\n2024.02.13 10:11:12,마트,20000,0,180000\n2024.02.14 09:00:00,급여,0,1000000,1180000\n",
        (("2024-02-13", "-20000"), ("2024-02-14", "1000000")),
    ),
    Sample(
        "thai-bank",
        "วันที่,รายละเอียด,ถอน,ฝาก,คงเหลือ\n13/02/2024,ร้านค้า,20.00,,180.00\n14/02/2024,เงินเดือน,,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "quoted-newlines-in-memo",
        'Date,Memo,Amount\n2024-02-13,"Shop\nMain Street 1\n12345 Town",-20.00\n2024-02-14,"Wages\n\nFebruary",1000.00\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "trailing-delimiter",
        "Datum;Text;Betrag;\n13.02.2024;Laden;-20,00;\n14.02.2024;Lohn;1.000,00;\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "separator-line-after-mark",
        "sep=;\r\nDate;Description;Amount\r\n2024-02-13;Shop, Main;-20,00\r\n2024-02-14;Wages;1000,00\r\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
        "utf-8-sig",
    ),
    Sample(
        "every-line-quoted-whole",
        '"Date,Description,Amount"\n"2024-02-13,Shop,-20.00"\n"2024-02-14,Wages,1000.00"\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "currency-code-before-amount",
        'Date,Description,Amount\n13 Feb 2024,Shop,"SGD -1,020.00"\n14 Feb 2024,Wages,"SGD 3,000.00"\n',
        (("2024-02-13", "-1020.00"), ("2024-02-14", "3000.00")),
    ),
    Sample(
        "zeros-fill-the-other-side",
        "Date,Description,Withdrawal,Deposit,Balance\n13/02/2024,Shop,20.00,0.00,180.00\n14/02/2024,Wages,0.00,1000.00,1180.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "two-signs-in-both-columns",
        "Date,Text,Out,In\n13.02.2024,Shop,-20.00,\n14.02.2024,Wages,,+1000.00\n",
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "swiss-grouping-and-date-time",
        "Buchungsdatum;Valuta;Buchungstext;Belastung;Gutschrift;Saldo CHF\n13.02.2024 00:00:00;13.02.2024 00:00:00;Miete;1'850.00;;3'150.00\n"
        "25.02.2024 00:00:00;25.02.2024 00:00:00;Lohn;;6'200.00;9'350.00\n",
        (("2024-02-13", "-1850.00"), ("2024-02-25", "6200.00")),
    ),
    Sample(
        "no-leading-zero-decimals",
        "Date,Description,Amount\n2024-02-13,Interest tax,-.12\n2024-02-14,Interest,.50\n2024-02-15,Shop,-3.00\n",
        (("2024-02-13", "-0.12"), ("2024-02-14", "0.50"), ("2024-02-15", "-3.00")),
    ),
    Sample(
        "vietnamese",
        'Ngày giao dịch,Mô tả,Số tiền ghi nợ,Số tiền ghi có,Số dư\n13/02/2024,Siêu thị,"20,000",,"180,000"\n14/02/2024,Lương,,"1,000,000","1,180,000"\n',
        (("2024-02-13", "-20000"), ("2024-02-14", "1000000")),
    ),
    Sample(
        "indonesian",
        "Tanggal;Keterangan;Debet;Kredit;Saldo\n13/02/2024;Toko;20.000,00;0,00;180.000,00\n14/02/2024;Gaji;0,00;1.000.000,00;1.180.000,00\n",
        (("2024-02-13", "-20000.00"), ("2024-02-14", "1000000.00")),
    ),
    Sample(
        "hungarian-dates-with-points",
        "Könyvelés dátuma;Partner;Közlemény;Összeg;Pénznem\n2024.02.13.;Bolt;vásárlás;-20 000;HUF\n2024.02.14.;Munkáltató;fizetés;450 000;HUF\n",
        (("2024-02-13", "-20000"), ("2024-02-14", "450000")),
    ),
    Sample(
        "newest-first-with-opening-footer",
        "Date,Description,Amount,Balance\n15/02/2024,Shop,-5.00,1175.00\n14/02/2024,Wages,1000.00,1180.00\n13/02/2024,Shop,-20.00,180.00\n01/02/2024,Opening balance,,200.00\n",
        (("2024-02-15", "-5.00"), ("2024-02-14", "1000.00"), ("2024-02-13", "-20.00")),
    ),
    Sample(
        "weekday-before-date",
        'Date,Description,Amount\n"Tue, 13 Feb 2024",Shop,-20.00\n"Wed, 14 Feb 2024",Wages,1000.00\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "accounts-on-preamble-lines",
        'Account:,12345678,,\nPeriod:,01/02/2024 - 29/02/2024,,\nOpening balance:,"1,200.00",,\n\nDate,Description,Amount,Balance\n'
        '13/02/2024,Shop,-20.00,"1,180.00"\n14/02/2024,Wages,500.00,"1,680.00"\n',
        (("2024-02-13", "-20.00"), ("2024-02-14", "500.00")),
    ),
)
