# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Further exports in the formats of banks around the world, with invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

MORE_SAMPLES = (
    Sample(
        "tesco-bank",
        "Transaction Date,Posting Date,Billing Amount,Merchant,Merchant City,Reference Number,Debit or Credit,MCC\n"
        '15/02/2024,16/02/2024,£12.50,TESCO,LONDON,"123",Debit,5411\n16/02/2024,17/02/2024,£100.00,Payment,,"124",Credit,0\n',
        (("2024-02-15", "-12.50"), ("2024-02-16", "100.00")),
    ),
    Sample(
        "sbanken",
        '"Dokumentasjon";"x"\n"Kontonummer";"97101234567"\n\n'
        "BOKFØRINGSDATO;RENTEDATO;ARKIVREFERANSE;TYPE;TEKST;UT FRA KONTO;INN PÅ KONTO;\n"
        "15.02.2024;15.02.2024;'1234;VARER;Rema;-245,00;;\n16.02.2024;16.02.2024;'1235;LØNN;Arbeid;;25000,00;\n",
        (("2024-02-15", "-245.00"), ("2024-02-16", "25000.00")),
        "cp1252",
    ),
    Sample(
        "bank-norwegian",
        "TransactionDate,Text,Type,Currency Amount,Currency Rate,Currency,Amount,Merchant Area,Merchant Category,BookDate,ValueDate\n"
        "2024-02-15,Shop,Kjøp,-10.00,11.35,EUR,-113.50,Paris,Food,2024-02-16,2024-02-16\n"
        "2024-02-17,Innbetaling,Payment,500.00,1,NOK,500.00,,,2024-02-17,2024-02-17\n",
        (("2024-02-15", "-113.50"), ("2024-02-17", "500.00")),
    ),
    Sample(
        "amex-de",
        'Datum,Beschreibung,Karteninhaber,Konto #,Betrag\n15/02/2024,REWE,E MUSTER,-11001,"54,20"\n'
        '14/02/2024,ZAHLUNG/ÜBERWEISUNG ERHALTEN BESTEN DANK,E MUSTER,-11001,"-430,00"\n13/02/2024,AMAZON,E MUSTER,-11001,"10,00"\n',
        (("2024-02-15", "-54.20"), ("2024-02-14", "430.00"), ("2024-02-13", "-10.00")),
    ),
    Sample(
        "viseca",
        "TransactionID,CardId,Date,ValueDate,Amount,Currency,OriginalAmount,OriginalCurrency,MerchantName,MerchantPlace,StateType,Details,Type\n"
        "T1,C1,2024-02-15T10:00:00,2024-02-16T00:00:00,45.20,CHF,45.20,CHF,Migros,Bern,booked,Migros Bern,merchant\n"
        "T2,C1,2024-02-14T10:00:00,2024-02-15T00:00:00,12.00,CHF,12.50,EUR,SNCF,Paris,booked,SNCF,merchant\n",
        (("2024-02-15", "-45.20"), ("2024-02-14", "-12.00")),
    ),
    Sample(
        "swisscard",
        "Transaction date,Description,Card number,Currency,Amount,Debit/Credit,Status,Category\n"
        "15.02.2024,Coop,1234,CHF,45.20,Debit,Posted,Groceries\n10.02.2024,Your payment,1234,CHF,-300.00,Credit,Posted,Payments\n12.02.2024,SBB,1234,CHF,9.00,Debit,Posted,Travel\n",
        (("2024-02-15", "-45.20"), ("2024-02-10", "300.00"), ("2024-02-12", "-9.00")),
    ),
    Sample(
        "zkb",
        '"Datum";"Buchungstext";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";"Gutschrift CHF";"Valuta";"Saldo CHF"\n'
        '"15.02.2024";"Sammelauftrag (2)";"";"";"Z1";"";"150.00";"";"15.02.2024";"850.00"\n'
        '"";"Miete";"CHF";"100.00";"";"";"";"";"";""\n"";"Strom";"CHF";"50.00";"";"";"";"";"";""\n'
        '"14.02.2024";"Gutschrift Lohn";"";"";"Z2";"";"";"1000.00";"14.02.2024";"1000.00"\n',
        (("2024-02-15", "-150.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "raiffeisen-ch",
        "IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date\n"
        "CH12;2024-02-15 00:00:00.0;Einkauf Coop;-45.20;954.80;2024-02-15 00:00:00.0\n;;Coop Filiale Bern;;;\n"
        "CH12;2024-02-16 00:00:00.0;Lohn;1000.00;1954.80;2024-02-16 00:00:00.0\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "neon",
        '"Date";"Amount";"Original amount";"Original currency";"Exchange rate";"Description";"Subject";"Category";"Tags";"Wise";"Spaces"\n'
        '"2024-02-15";"-45.20";"-47.00";"EUR";"0.96";"Carrefour";"";"shopping";"";"no";"no"\n"2024-02-14";"1000.00";"";"";"";"ACME";"Lohn";"income";"";"no";"no"\n',
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "fnb-south-africa",
        "ACCOUNT TRANSACTION HISTORY\n\nName:, J, DOE\nAccount:, 621234, [Cheque]\nBalance:, 954.80, 954.80\n\n"
        "Date, Amount, Balance, Description\n2024/02/15,-45.20,954.80,POS PURCHASE\n2024/02/14,1000.00,1000.00,SALARY\n",
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "standard-bank-south-africa",
        "ALL,,,,BRANCH,,,0,0\nOPEN,,,1000.00,OPEN,,,0,0\nHIST,20240215,,-45.20,CHEQUE CARD PURCHASE,SHOP,,0,0\n"
        "HIST,20240216,,500.00,CREDIT TRANSFER,ACME,,0,0\nCLOSE,,,1454.80,CLOSE,,,0,0\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "500.00")),
    ),
    Sample(
        "nedbank",
        "15Feb2024,SHOP,-45.20,954.80\n16Feb2024,ACME SALARY,500.00,1454.80\n17Feb2024,FEE,-4.80,1450.00\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "500.00"), ("2024-02-17", "-4.80")),
    ),
    Sample(
        "kiwibank",
        "38-9000-0123456-00\n15 Feb 2024,POS W/D COUNTDOWN ;,,-45.20,954.80\n16 Feb 2024,SALARY ;,,500.00,1454.80\n17 Feb 2024,FEE ;,,-4.80,1450.00\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "500.00"), ("2024-02-17", "-4.80")),
    ),
    Sample(
        "asb",
        "Created date / time : 17 February 2024 / 10:00:00\nBank 12; Branch 3456; Account 0123456-50 (Streamline)\nFrom date 20240201\nTo date 20240217\n"
        "Avail Bal : 954.80 as of 20240217\nLedger Balance : 954.80 as of 20240217\n"
        'Date,Unique Id,Tran Type,Cheque Number,Payee,Memo,Amount\n\n2024/02/15,2024021501,EFTPOS,,"COUNTDOWN","GROCERIES",-45.20\n2024/02/16,2024021601,D/C,,"ACME","PAY",500.00\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "500.00")),
    ),
    Sample(
        "simplii",
        "Date, Transaction Details, Funds Out, Funds In\n02/15/2024, COFFEE, 4.50, \n02/16/2024, PAYROLL, , 1500.00\n",
        (("2024-02-15", "-4.50"), ("2024-02-16", "1500.00")),
    ),
    Sample(
        "ing-spain",
        "Movimientos de la Cuenta\nNúmero de cuenta:;1465\n\nF. VALOR;CATEGORÍA;SUBCATEGORÍA;DESCRIPCIÓN;COMENTARIO;IMAGEN;IMPORTE (€);SALDO (€)\n"
        "15/02/2024;Compras;Ropa;Pago en ZARA;;No;-45,20;954,80\n14/02/2024;Nómina;Nómina;ACME;;No;1000,00;1000,00\n",
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "sabadell-headerless",
        "15/02/2024|COMPRA TARJ. MERCADONA|15/02/2024|-45.20|954.80|4106XX|\n16/02/2024|NOMINA|16/02/2024|1000.00|1954.80||\n17/02/2024|RECIBO LUZ|17/02/2024|-54.80|1900.00||\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00"), ("2024-02-17", "-54.80")),
    ),
    Sample(
        "poste-italiane",
        "Data Contabile;Data Valuta;Addebiti (euro);Accrediti (euro);Descrizione operazioni\n15/02/24;14/02/24;45,20;;PAGAMENTO POS\n16/02/24;16/02/24;;1.000,00;BONIFICO STIPENDIO\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "erste-croatia",
        "Datum;Opis plaćanja;Isplata;Uplata;Stanje\n15.02.2024.;KONZUM;45,20;;954,80\n16.02.2024.;PLAĆA;;1.000,00;1.954,80\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
        "cp1250",
    ),
    Sample(
        "nlb-slovenia",
        "Datum valute;Datum knjiženja;Naziv;Namen;V breme;V dobro;Valuta\n15.02.2024;15.02.2024;MERCATOR;nakup;45,20;;EUR\n16.02.2024;16.02.2024;FIRMA;plača;;1.000,00;EUR\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "monobank",
        '"Дата i час операції","Деталі операції",MCC,"Сума в валюті картки (UAH)","Сума в валюті операції",Валюта,Курс,"Сума комісій (UAH)","Сума кешбеку (UAH)","Залишок після операції"\n'
        '"15.02.2024 10:11:12","Сільпо",5411,-452.00,-452.00,UAH,—,—,—,9548.00\n"14.02.2024 09:00:00","Від: Робота",4829,10000.00,10000.00,UAH,—,—,—,10000.00\n',
        (("2024-02-15", "-452.00"), ("2024-02-14", "10000.00")),
    ),
    Sample(
        "privatbank",
        "Дата;Час;Категорія;Картка;Опис операції;Сума у валюті картки;Валюта картки;Сума у валюті транзакції;Валюта транзакції;Залишок на кінець періоду;Валюта залишку\n"
        "15.02.2024;10:11;Продукти;5168;АТБ;-452,00;UAH;-452,00;UAH;9548,00;UAH\n14.02.2024;09:00;Зарахування;5168;Зарплата;10000,00;UAH;10000,00;UAH;10000,00;UAH\n",
        (("2024-02-15", "-452.00"), ("2024-02-14", "10000.00")),
    ),
    Sample(
        "alpha-bank-greece",
        "Α/Α;Ημερομηνία;Αιτιολογία;Κατάστημα;Ημ/νία αξίας;Αρ. συναλλαγής;Ποσό;Πρόσημο ποσού\n"
        "1;15/02/2024;ΑΓΟΡΑ;100;15/02/2024;123;45,20;Χ\n2;16/02/2024;ΜΙΣΘΟΔΟΣΙΑ;100;16/02/2024;124;1.000,00;Π\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "emirates",
        'Date,Description,Debit,Credit,Balance\n15-Feb-2024,CARREFOUR,AED 45.20,,"AED 954.80"\n16-Feb-2024,SALARY,,"AED 1,000.00","AED 1,954.80"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "nigeria",
        'DATE POSTED,VALUE DATE,DESCRIPTION,DEBIT,CREDIT,BALANCE\n15/02/2024,15/02/2024,POS,"4,520.00",0.00,"95,480.00"\n16/02/2024,16/02/2024,SALARY,0.00,"100,000.00","195,480.00"\n',
        (("2024-02-15", "-4520.00"), ("2024-02-16", "100000.00")),
    ),
    Sample(
        "coinbase-like",
        "You can use this transaction report to inform your likely tax obligations.\n\nTransactions\nUser,jane@example.com,abc\n"
        "Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,Total (inclusive of fees),Fees,Notes\n"
        "2024-02-15T10:00:00Z,Buy,BTC,0.001,EUR,45000.00,-45.00,-46.00,1.00,Bought\n2024-02-16T10:00:00Z,Sell,BTC,0.001,EUR,50000.00,50.00,49.00,1.00,Sold\n",
        (("2024-02-15", "-46.00"), ("2024-02-16", "49.00")),
    ),
    Sample(
        "lcl-france",
        "15/02/2024;-45,20;Carte;;CB  CARREFOUR;;0;Divers\n16/02/2024;1000,00;Virement;;SALAIRE;;0;Divers\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "societe-generale",
        "=\"0123456789\";01/02/2024;29/02/2024;2;16/02/2024;954,80 EUR\n\nDate de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
        "15/02/2024;CARTE X1234;CARTE X1234 14/02 CARREFOUR;-45,20;EUR\n16/02/2024;VIR RECU;VIR RECU SALAIRE;1000,00;EUR\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
        "cp1252",
    ),
    Sample(
        "fortuneo",
        "Date opération;Date valeur;libellé;Débit;Crédit;\n15/02/2024;15/02/2024;CARTE 14/02 AUCHAN;-45,2;;\n16/02/2024;16/02/2024;VIR ACME;;1000;\n",
        (("2024-02-15", "-45.2"), ("2024-02-16", "1000")),
        "cp1252",
    ),
    Sample(
        "qonto",
        '"Transaction ID";"Status";"Settlement date (UTC)";"Operation date (UTC)";"Total amount (incl. VAT)";"Currency";"Total amount (incl. VAT) (local)";"Counterparty name";"Payment method";"Reference"\n'
        '"t-1";"settled";"16-02-2024 10:00:00";"15-02-2024 10:00:00";"-45,20";"EUR";"-45,20";"OVH";"card";""\n"t-2";"settled";"17-02-2024 10:00:00";"17-02-2024 10:00:00";"1000,00";"EUR";"1000,00";"Client";"transfer";"F1"\n',
        (("2024-02-16", "-45.20"), ("2024-02-17", "1000.00")),
    ),
    Sample(
        "avanza",
        "Datum;Konto;Typ av transaktion;Värdepapper/beskrivning;Antal;Kurs;Belopp;Transaktionsvaluta;Courtage;ISIN;Resultat\n"
        "2024-02-15;123;Köp;Fond A;10,5;100,00;-1050,00;SEK;-;SE0001;-\n2024-02-14;123;Insättning;Insättning;-;-;2000,00;SEK;-;-;-\n",
        (("2024-02-15", "-1050.00"), ("2024-02-14", "2000.00")),
    ),
    Sample(
        "handelsbanken-tabs",
        "Reskontradatum\tTransaktionsdatum\tText\tBelopp\tSaldo\n2024-02-15\t2024-02-15\tICA\t-45,20\t954,80\n2024-02-14\t2024-02-14\tLön\t1 000,00\t1 000,00\n",
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "nordea-no",
        "Bokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta;Betalingstype\n2024/02/15;-45,20;1234;;REMA;Varekjøp;NOK;Kort\n2024/02/14;1000,00;;1234;ACME;Lønn;NOK;Overføring\n",
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "smartum-like-finnish-danske",
        '"Pvm";"Saaja/Maksaja";"Määrä";"Saldo";"Tila";"Tarkastus"\n"15.02.2024";"PRISMA";"-45,20";"954,80";"Toteutettu";"Ei"\n"14.02.2024";"PALKKA";"1.000,00";"1.000,00";"Toteutettu";"Ei"\n',
        (("2024-02-15", "-45.20"), ("2024-02-14", "1000.00")),
        "cp1252",
    ),
    Sample(
        "lhv-estonia",
        '"Customer account no";"Document no";"Date";"Sender/receiver account";"Sender/receiver name";"Sender bank code";"Empty";"Debit/Credit (D/C)";"Amount";"Reference number";"Archiving code";"Description";"Fee";"Currency"\n'
        '"EE1";"1";"2024-02-15";"EE2";"RIMI";"";"";"D";"-45.20";"";"A1";"ost";"0.00";"EUR"\n"EE1";"2";"2024-02-16";"EE3";"ACME";"";"";"C";"1000.00";"";"A2";"palk";"0.00";"EUR"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "kbc-en",
        "Account number;Heading;Name;Currency;Statement number;Date;Description;Value date;Amount;Balance;Credit;Debit\n"
        "BE68;x;JAN;EUR;1;15/02/2024;COLRUYT;15/02/2024;-45,20;954,80;;-45,20\nBE68;x;JAN;EUR;1;16/02/2024;PAY;16/02/2024;1000,00;1954,80;1000,00;\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "volksbank-postbox-sign-last",
        "Buchungstag;Valuta;Empfänger/Zahlungspflichtiger;Vorgang/Verwendungszweck;Währung;Umsatz;\n"
        "15.02.2024;15.02.2024;REWE;Einkauf;EUR;45,20;S\n16.02.2024;16.02.2024;ACME;Lohn;EUR;1.000,00;H\n\n16.02.2024;;;Endsaldo;EUR;954,80;H\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
        "cp1252",
    ),
    Sample(
        "barclaycard-us",
        "Barclays Bank Delaware\nAccount Number: XXXXXXXXXXXX1234\nAccount Balance as of February 17 2024:    $45.20\n\n"
        'Transaction Date,Description,Category,Amount\n02/15/2024,"SHOP",DEBIT,-45.20\n02/14/2024,"Payment Received",CREDIT,100.00\n',
        (("2024-02-15", "-45.20"), ("2024-02-14", "100.00")),
    ),
    Sample(
        "usaa",
        'Date,Description,Original Description,Category,Amount,Status\n2024-02-15,"Shop","SHOP #1",Groceries,-45.20,Posted\n2024-02-16,"Pay","ACME",Income,1000.00,Pending\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "pnc",
        '1234567890,2024/02/01,2024/02/29,1000.00,954.80\n2024/02/15,45.20,"POS PURCHASE","SHOP","","DEBIT"\n2024/02/16,1000.00,"ACH CREDIT","ACME","","CREDIT"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "fidelity",
        "\n\nRun Date,Action,Symbol,Description,Type,Quantity,Price ($),Commission ($),Fees ($),Accrued Interest ($),Amount ($),Settlement Date\n"
        ' 02/15/2024,"DEBIT CARD PURCHASE",,"No Description",Cash,,,,,,-45.20,\n 02/16/2024,"DIRECT DEPOSIT ACME",,"No Description",Cash,,,,,,1000.00,\n\n\n"The data and information in this spreadsheet is provided"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "hana-korea",
        "거래일자,거래시간,적요,찾으신금액,맡기신금액,거래후잔액\n2024-02-15,10:11:12,편의점,4520,0,95480\n2024-02-16,09:00:00,급여,0,100000,195480\n",
        (("2024-02-15", "-4520"), ("2024-02-16", "100000")),
        "cp949",
    ),
    Sample(
        "jp-post-bank",
        "取引日,受入金額（円）,払出金額（円）,詳細１,詳細２,現在（貸付）高\n20240215,,4520,カード,,95480\n20240216,100000,,給与,,195480\n",
        (("2024-02-15", "-4520"), ("2024-02-16", "100000")),
        "cp932",
    ),
    Sample(
        "ccb-china",
        "序号,摘要,币别,钞汇,交易日期,交易金额,账户余额,交易地点/附言,对方账号与户名\n1,消费,人民币元,钞,20240215,-45.20,954.80,超市,x\n2,工资,人民币元,钞,20240216,1000.00,1954.80,公司,y\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
        "gb18030",
    ),
    Sample(
        "wechat",
        "微信支付账单明细,,,,,,,,\n微信昵称：[x],,,,,,,,\n\n----------------------微信支付账单明细列表--------------------,,,,,,,,\n"
        '交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号\n2024-02-15 10:11:12,商户消费,"超市","食品",支出,¥45.20,零钱,支付成功,"1"\n2024-02-16 10:11:12,微信红包,"朋友","/",收入,¥10.00,/,已存入零钱,"2"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "10.00")),
    ),
    Sample(
        "santander-brasil",
        "Data;Histórico;Documento;Valor (R$);Saldo (R$)\n15/02/2024;COMPRA CARTAO;123;-45,20;954,80\n16/02/2024;SALARIO;124;1.000,00;1.954,80\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
        "cp1252",
    ),
    Sample(
        "inter-brasil",
        "Extrato Conta Corrente\nConta ;1234567\nPeríodo ;01/02/2024 a 29/02/2024\nSaldo ;1.954,80\n\nData Lançamento;Histórico;Descrição;Valor;Saldo\n"
        "15/02/2024;Compra no débito;Mercado;-45,20;954,80\n16/02/2024;Pix recebido;Fulano;1.000,00;1.954,80\n",
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "bbva-mexico",
        'Fecha,Descripción,Cargo,Abono,Saldo\n15/02/2024,OXXO,"$45.20",,"$954.80"\n16/02/2024,NOMINA,,"$1,000.00","$1,954.80"\n',
        (("2024-02-15", "-45.20"), ("2024-02-16", "1000.00")),
    ),
    Sample(
        "bancoestado-chile",
        "Fecha;N° Operación;Descripción;Cheques / Cargos;Depósitos / Abonos;Saldo\n15/02/2024;1;COMPRA;$4.520;;$95.480\n16/02/2024;2;SUELDO;;$100.000;$195.480\n",
        (("2024-02-15", "-4520"), ("2024-02-16", "100000")),
    ),
)
