# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports in the formats of banks of Asia, Latin America and others, with invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

WORLD_SAMPLES = (
    Sample(
        "hdfc",
        "  Date     ,Narration                  ,Value Dat,Debit Amount       ,Credit Amount      ,Chq/Ref Number   ,Closing Balance\n"
        "  05/02/24 ,UPI-SWIGGY-SWIGGY@UPI      ,05/02/24 ,        450.00     ,           0.00    ,0000403612345    ,      9550.00  \n"
        "  15/02/24 ,NEFT CR-ACME SALARY        ,15/02/24 ,          0.00     ,       50000.00    ,N045240123       ,     59550.00  \n",
        (("2024-02-05", "-450.00"), ("2024-02-15", "50000.00")),
    ),
    Sample(
        "icici",
        "S No.,Value Date,Transaction Date,Cheque Number,Transaction Remarks,Withdrawal Amount (INR ),Deposit Amount (INR ),Balance (INR )\n"
        '1,05/02/2024,05/02/2024,-,UPI/ZOMATO,350.00,0.00,"9,650.00"\n2,15/02/2024,15/02/2024,-,SALARY FEB,0.00,"1,25,000.00","1,34,650.00"\n',
        (("2024-02-05", "-350.00"), ("2024-02-15", "125000.00")),
    ),
    Sample(
        "sbi",
        "Account Name       :\tMr. X\nAddress       :\tDelhi\nBalance on 1 Feb 2024       :\t1,000.00\n\n"
        "Txn Date\tValue Date\tDescription\tRef No./Cheque No.\t        Debit\tCredit\tBalance\n"
        "5 Feb 2024\t5 Feb 2024\tATM WDL\t \t500.00\t \t500.00\n7 Feb 2024\t7 Feb 2024\tBY TRANSFER\tTR123\t \t2,000.00\t2,500.00\n"
        "**This is a computer generated statement\n",
        (("2024-02-05", "-500.00"), ("2024-02-07", "2000.00")),
    ),
    Sample(
        "axis",
        "Name :- X\nAccount No :- 912345\n\nTran Date,CHQNO,PARTICULARS,DR,CR,BAL,SOL\n"
        "05-02-2024,-,UPI/P2M/AMAZON,      299.00, ,      701.00,123\n15-02-2024,-,NEFT/ACME, ,     1000.00,     1701.00,123\n",
        (("2024-02-05", "-299.00"), ("2024-02-15", "1000.00")),
    ),
    Sample(
        "dbs",
        "Account Details For:,DBS Multiplier 123-456789-0\nStatement as at:,15 Feb 2024\nAvailable Balance:,1000.00\nLedger Balance:,1000.00\n\n"
        "Transaction Date,Reference,Debit Amount,Credit Amount,Transaction Ref1,Transaction Ref2,Transaction Ref3\n\n"
        "14 Feb 2024,POS, 12.30, ,NTUC FAIRPRICE,TO: 123,\n13 Feb 2024,SAL, ,3000.00,ACME PTE LTD,,\n",
        (("2024-02-14", "-12.30"), ("2024-02-13", "3000.00")),
    ),
    Sample(
        "ocbc",
        'Account details for:,360 Account 123-4-567890\nAvailable Balance,"1,000.00"\nLedger Balance,"1,000.00"\n\nTransaction History\n'
        "Transaction date,Value date,Description,Withdrawals (SGD),Deposits (SGD)\n"
        '14/02/2024,14/02/2024,DEBIT PURCHASE,"1,012.30",\n,,14/02/24  xx-1234 GRAB,,\n13/02/2024,13/02/2024,GIRO - SALARY,,"3,000.00"\n,,ACME,,\n',
        (("2024-02-14", "-1012.30"), ("2024-02-13", "3000.00")),
    ),
    Sample(
        "mufg",
        "日付,摘要,摘要内容,支払い金額,預かり金額,差引残高,メモ,未資金化区分,入払区分\n"
        '"2024/2/5","カ－ド","","10,000","","90,000","","",""\n"2024/2/25","給与","カ）アクメ","","250,000","340,000","","",""\n',
        (("2024-02-05", "-10000"), ("2024-02-25", "250000")),
        "cp932",
    ),
    Sample(
        "smbc",
        "年月日,お引出し,お預入れ,お取り扱い内容,残高,メモ,ラベル\n"
        '2024/2/5,10000,,"ATM",90000,"",""\n2024/2/25,,250000,"給料振込　カ）アクメ",340000,"",""\n',
        (("2024-02-05", "-10000"), ("2024-02-25", "250000")),
        "cp932",
    ),
    Sample(
        "rakuten-card",
        '"利用日","利用店名・商品名","利用者","支払方法","利用金額","支払手数料","支払総額"\n'
        '"2024/01/28","イオン","本人","1回払い","3250","0","3250"\n"2024/01/25","アマゾン","本人","1回払い","1200","0","1200"\n',
        (("2024-01-28", "-3250"), ("2024-01-25", "-1200")),
        "utf-8-sig",
    ),
    Sample(
        "alipay",
        "支付宝（中国）网络技术有限公司  电子客户回单\n姓名：王\n\n"
        "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,\n"
        "2024-02-05 12:00:00,餐饮美食,麦当劳,a@b,汉堡,支出,35.50,余额宝,交易成功,2024\t,M1\t,,\n"
        "2024-02-06 12:00:00,转账红包,小明,a@c,红包,收入,100.00,余额,交易成功,2025\t,M2\t,,\n",
        (("2024-02-05", "-35.50"), ("2024-02-06", "100.00")),
        "gb18030",
    ),
    Sample(
        "itau",
        "data;lançamento;ag./origem;valor (R$);saldos (R$)\n05/02/2024;PIX TRANSF JOAO;;-150,00;\n"
        "15/02/2024;REMUNERACAO SALARIO;;5.000,00;\n15/02/2024;SALDO DO DIA;;;4.850,00\n",
        (("2024-02-05", "-150.00"), ("2024-02-15", "5000.00")),
    ),
    Sample(
        "nubank-account",
        "Data,Valor,Identificador,Descrição\n05/02/2024,-45.90,65c0a1b2,Compra no débito - PADARIA\n15/02/2024,1500.00,65c0a1b3,Transferência recebida pelo Pix\n",
        (("2024-02-05", "-45.90"), ("2024-02-15", "1500.00")),
    ),
    Sample(
        "nubank-card",
        "date,title,amount\n2024-02-05,Padaria,45.90\n2024-02-06,Uber *Trip,22.10\n2024-02-10,Pagamento recebido,-500.00\n",
        (("2024-02-05", "-45.90"), ("2024-02-06", "-22.10"), ("2024-02-10", "500.00")),
    ),
    Sample(
        "bradesco",
        "Extrato de: Ag: 123 | CC: 45678-9 | Entre 01/02/2024 e 29/02/2024;;;;;\n"
        "Data;Histórico;Docto.;Crédito (R$);Débito (R$);Saldo (R$)\n"
        "31/01/2024;SALDO ANTERIOR;;;;1.000,00\n05/02/2024;CARTAO VISA ELECTRON;123;;-80,50;919,50\n"
        "15/02/2024;TED RECEBIDA;124;2.000,00;;2.919,50\nTotal;;;2.000,00;-80,50;2.919,50\n",
        (("2024-02-05", "-80.50"), ("2024-02-15", "2000.00")),
        "cp1252",
    ),
    Sample(
        "banco-do-brasil",
        '"Data","Lançamento","Detalhes","N° documento","Valor","Tipo Lançamento"\n'
        '"05/02/2024","Compra com Cartão","MERCADO","123","-80,00","Saída"\n"15/02/2024","Pix - Recebido","JOSE","124","500,00","Entrada"\n',
        (("2024-02-05", "-80.00"), ("2024-02-15", "500.00")),
        "cp1252",
    ),
    Sample(
        "mercado-pago",
        "INITIAL_BALANCE;CREDITS;DEBITS;FINAL_BALANCE\n100,00;500,00;-80,00;520,00\n\n"
        "RELEASE_DATE;TRANSACTION_TYPE;REFERENCE_ID;TRANSACTION_NET_AMOUNT;PARTIAL_BALANCE\n"
        "05-02-2024;Pagamento Loja;71234;-80,00;20,00\n15-02-2024;Transferência Pix recebida;71235;500,00;520,00\n",
        (("2024-02-05", "-80.00"), ("2024-02-15", "500.00")),
    ),
    Sample(
        "bancolombia",
        'FECHA,DESCRIPCIÓN,REFERENCIA,VALOR\n2024/02/05,COMPRA EN EXITO,,"-45,000.00"\n2024/02/15,PAGO DE NOMINA,,"2,500,000.00"\n',
        (("2024-02-05", "-45000.00"), ("2024-02-15", "2500000.00")),
    ),
    Sample(
        "dsk",
        "Дата;Вальор;Описание;Контрагент;Дебит BGN;Кредит BGN;Салдо\n"
        "05.02.2024;05.02.2024;ПОС покупка;ЛИДЛ;45,20;;954,80\n04.02.2024;04.02.2024;Превод;ФИРМА;;1 000,00;1 000,00\n",
        (("2024-02-05", "-45.20"), ("2024-02-04", "1000.00")),
        "cp1251",
    ),
    Sample(
        "ubb",
        "Дата,Сума,ДТ/КТ,Основание,Контрагент\n05.02.2024,45.20,ДТ,Покупка,ЛИДЛ\n06.02.2024,1000.00,КТ,Заплата,ФИРМА\n",
        (("2024-02-05", "-45.20"), ("2024-02-06", "1000.00")),
    ),
    Sample(
        "garanti",
        "Tarih;Açıklama;Etiket;Tutar;Bakiye;Dekont No\n05.02.2024;MIGROS ALIŞVERİŞ;Market;-250,75;749,25;123\n"
        "01.02.2024;MAAŞ ÖDEMESİ;Gelir;1.000,00;1.000,00;122\n",
        (("2024-02-05", "-250.75"), ("2024-02-01", "1000.00")),
        "cp1254",
    ),
    Sample(
        "postfinance",
        "Datum von:;01.02.2024\nBuchungsart:;Alle\nKonto:;CH9300762011623852957\nWährung:;CHF\n\n"
        "Buchungsdatum;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Valuta;Saldo in CHF\n"
        "2024-02-15;KAUF MIGROS;;-1'045.20;2024-02-15;5'954.80\n2024-02-10;GUTSCHRIFT LOHN;5'000.00;;2024-02-10;7'000.00\n\nDisclaimer:\nDer Dokumentinhalt wurde durch Filtereinstellungen erzeugt.\n",
        (("2024-02-15", "-1045.20"), ("2024-02-10", "5000.00")),
    ),
    Sample(
        "ubs",
        "Kontonummer:;0235 00123456.01;\nIBAN:;CH93 0023 5235 1234 5601 A;\nVon:;2024-02-01;\nAnfangssaldo:;1000.00;\nSchlusssaldo:;1450.00;\nBewertet in:;CHF;\n\n"
        "Abschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;\n"
        '2024-02-14;10:00:00;2024-02-14;2024-02-14;CHF;-50.00;;;1450.00;991;"Coop;Zürich";"Zahlung";;;\n'
        '2024-02-10;10:00:00;2024-02-10;2024-02-10;CHF;;500.00;;1500.00;990;"ACME";"Lohn";;;\n',
        (("2024-02-14", "-50.00"), ("2024-02-10", "500.00")),
    ),
    Sample(
        "sparkasse-mt940-csv",
        '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Beguenstigter/Zahlungspflichtiger";"Kontonummer";"BLZ";"Betrag";"Waehrung";"Info"\n'
        '"DE02";"15.02.24";"15.02.24";"KARTENZAHLUNG";"x";"EDEKA";"DE03";"GENO";"-12,30";"EUR";"Umsatz gebucht"\n'
        '"DE02";"16.02.24";"16.02.24";"GUTSCHRIFT";"Miete";"Meier";"DE04";"GENO";"500,00";"EUR";"Umsatz vorgemerkt"\n',
        (("2024-02-15", "-12.30"), ("2024-02-16", "500.00")),
        "cp1252",
    ),
    Sample(
        "dkb-old",
        '"Kontonummer:";"DE02 / Girokonto";\n\n"Von:";"01.02.2024";\n"Bis:";"29.02.2024";\n"Kontostand vom 29.02.2024:";"1.000,00 EUR";\n\n'
        '"Buchungstag";"Wertstellung";"Buchungstext";"Auftraggeber / Begünstigter";"Verwendungszweck";"Kontonummer";"BLZ";"Betrag (EUR)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz";\n'
        '"15.02.2024";"15.02.2024";"Lastschrift";"STADTWERKE";"Strom";"DE";"G";"-85,00";"";"";"";\n"01.02.2024";"01.02.2024";"Lohn";"ACME";"Gehalt";"DE";"G";"2.000,00";"";"";"";\n',
        (("2024-02-15", "-85.00"), ("2024-02-01", "2000.00")),
        "cp1252",
    ),
    Sample(
        "dkb-visa-old",
        '"Kreditkarte:";"4998********1234";\n\n"Von:";"01.02.2024";\n"Saldo:";"-100.5 EUR";\n"Datum:";"29.02.2024";\n\n'
        '"Umsatz abgerechnet und nicht im Saldo enthalten";"Wertstellung";"Belegdatum";"Beschreibung";"Betrag (EUR)";"Ursprünglicher Betrag";\n'
        '"Nein";"16.02.2024";"15.02.2024";"SPOTIFY";"-9,99";"";\n"Nein";"10.02.2024";"10.02.2024";"EINZAHLUNG";"100,00";"";\n',
        (("2024-02-15", "-9.99"), ("2024-02-10", "100.00")),
        "cp1252",
    ),
    Sample(
        "consorsbank",
        "Buchung;Valuta;Sender / Empfänger;IBAN / Konto-Nr.;BIC / BLZ;Buchungstext;Verwendungszweck;Kategorie;Stichwörter;Umsatz geteilt;Betrag in EUR\n"
        "15.02.2024;15.02.2024;Netflix;NL;A;LASTSCHRIFT;abo;Freizeit;;nein;-12,99\n01.02.2024;01.02.2024;ACME;DE;B;GEHALT;Feb;Einkommen;;nein;1.500,00\n",
        (("2024-02-15", "-12.99"), ("2024-02-01", "1500.00")),
    ),
    Sample(
        "erste-at-json-like",
        "Buchungsdatum;Partnername;Partner IBAN;BIC/SWIFT;Partner Kontonummer;Bankleitzahl;Betrag;Währung;Buchungs-Info;Buchungsreferenz;Notiz;Valutadatum\n"
        "15.02.2024;BILLA;;;;;-23,45;EUR;BILLA DANKT;201112;;15.02.2024\n01.02.2024;Firma;AT;B;;;1.900,00;EUR;Gehalt;201113;;01.02.2024\n",
        (("2024-02-15", "-23.45"), ("2024-02-01", "1900.00")),
        "utf-16",
    ),
    Sample(
        "tatra-banka",
        "Dátum spracovania;Dátum zaúčtovania;Suma;Mena;Typ;Predčíslie;Číslo účtu;Kód banky;Protistrana;Popis\n"
        "15.02.2024;15.02.2024;-20,50;EUR;Debet;;123;1100;TESCO;platba\n14.02.2024;14.02.2024;900,00;EUR;Kredit;;124;0200;FIRMA;mzda\n",
        (("2024-02-15", "-20.50"), ("2024-02-14", "900.00")),
        "cp1250",
    ),
    Sample(
        "k-and-h",
        "könyvelés dátuma\ttranzakció azonosító \ttípus\tkönyvelési számla\tkönyvelési számla elnevezése\tpartner számla\tpartner elnevezése\tösszeg\tösszeg devizaneme\tközlemény\n"
        "2024.02.15\t123\tKártyás vásárlás\t1040\tszámla\t\tSPAR\t-4500\tHUF\tx\n2024.02.10\t124\tJóváírás\t1040\tszámla\t1177\tCÉG\t300000\tHUF\tbér\n",
        (("2024-02-15", "-4500"), ("2024-02-10", "300000")),
    ),
    Sample(
        "banca-transilvania",
        "Data tranzactie,Data valuta,Descriere,Referinta tranzactiei,Debit,Credit,Sold contabil\n"
        '2024-02-15,2024-02-15,"Plata la POS KAUFLAND",123,-120.50,,879.50\n2024-02-10,2024-02-10,"Incasare salariu",122,,"1,000.00","1,000.00"\n',
        (("2024-02-15", "-120.50"), ("2024-02-10", "1000.00")),
    ),
    Sample(
        "cgd-portugal",
        "Consultar saldos e movimentos à ordem - 15-02-2024\n\nConta ;0123456789 - EUR - Conta Extracto \nData de início ;01-02-2024\n\n"
        "Data mov. ;Data valor ;Descrição ;Débito ;Crédito ;Saldo contabilístico ;Saldo disponível ;Categoria ;\n"
        "05-02-2024;05-02-2024;COMPRA PINGO DOCE ;35,20;;964,80;964,80;COMPRAS ;\n14-02-2024;14-02-2024;TRF SALARIO ;;1.200,00;2.164,80;2.164,80;Diversos ;\n ; ; ; ;Saldo contabilístico ;2.164,80 EUR ; ; ;\n",
        (("2024-02-05", "-35.20"), ("2024-02-14", "1200.00")),
        "cp1252",
    ),
    Sample(
        "kookmin",
        "거래일시,적요,보낸분/받는분,송금메모,출금액,입금액,잔액,거래점\n"
        "2024.02.15 10:11:12,체크카드,스타벅스,,5500,0,94500,서울\n2024.02.10 09:00:00,급여,주식회사,,0,100000,100000,서울\n",
        (("2024-02-15", "-5500"), ("2024-02-10", "100000")),
        "cp949",
    ),
    Sample(
        "mint",
        '"Date","Description","Original Description","Amount","Transaction Type","Category","Account Name","Labels","Notes"\n'
        '"2/15/2024","Costco","COSTCO WHSE","120.15","debit","Groceries","Checking","",""\n"2/14/2024","Paycheck","ACME","2000.00","credit","Paycheck","Checking","",""\n',
        (("2024-02-15", "-120.15"), ("2024-02-14", "2000.00")),
    ),
    Sample(
        "apple-card",
        "Transaction Date,Clearing Date,Description,Merchant,Category,Type,Amount (USD),Purchased By\n"
        '02/15/2024,02/16/2024,"STARBUCKS","Starbucks","Restaurants","Purchase","6.45","Jane"\n02/14/2024,02/14/2024,"ACH DEPOSIT INTERNET TRANSFER","Ach Deposit","Payment","Payment","-150.00","Jane"\n',
        (("2024-02-15", "-6.45"), ("2024-02-14", "150.00")),
    ),
    Sample(
        "ally",
        "Date, Time, Amount, Type, Description\n2024-02-15,10:11:12,-40.00,Withdrawal,Transfer to X\n2024-02-01,03:00:00,1.25,Deposit,Interest Paid\n",
        (("2024-02-15", "-40.00"), ("2024-02-01", "1.25")),
    ),
    Sample(
        "us-bank",
        '"Date","Transaction","Name","Memo","Amount"\n"2024-02-15","DEBIT","TARGET","Download","-55.10"\n"2024-02-14","CREDIT","ELECTRONIC DEPOSIT","Download","800.00"\n',
        (("2024-02-15", "-55.10"), ("2024-02-14", "800.00")),
    ),
    Sample(
        "isracard",
        "תאריך,בית עסק,סכום עסקה,סכום חיוב,פירוט\n15/02/2024,שופרסל,150.20,150.20,\n14/02/2024,פז,200.00,200.00,\n",
        (("2024-02-15", "-150.20"), ("2024-02-14", "-200.00")),
    ),
)
