# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports in the formats of many banks, written from memory with invented transactions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """One export and its right reading: (ISO date, signed amount) of every transaction."""

    name: str
    text: str
    expected: tuple[tuple[str, str], ...]
    encoding: str = "utf-8"
    problems: int = 0
    """How many things about it have to be checked by a person."""


SAMPLES = (
    Sample(
        "revolut",
        "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
        "CARD_PAYMENT,Current,2023-05-02 10:11:12,2023-05-03 08:00:00,Lidl,-23.40,0.00,EUR,COMPLETED,176.60\n"
        "EXCHANGE,Current,2023-05-04 10:11:12,2023-05-04 10:11:12,To USD,-50.00,0.25,EUR,COMPLETED,126.35\n"
        "TOPUP,Current,2023-05-05 10:11:12,2023-05-05 10:11:14,Top-Up,100.00,0.00,EUR,COMPLETED,226.35\n"
        "CARD_PAYMENT,Current,2023-05-06 10:11:12,,Hotel,-80.00,0.00,EUR,REVERTED,\n",
        (("2023-05-03", "-23.40"), ("2023-05-04", "-50.25"), ("2023-05-05", "100.00")),
    ),
    Sample(
        "n26",
        '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)",'
        '"Amount (Foreign Currency)","Type Foreign Currency","Exchange Rate"\n'
        '"2023-01-02","REWE","","MasterCard Payment","-","-12.5","-12.5","EUR","1.0"\n'
        '"2023-01-03","ACME GmbH","DE02120300000000202051","Income","Gehalt","2100.0","","",""\n'
        '"2023-01-04","Apple","","MasterCard Payment","-","-9.13","-9.99","USD","0.91"\n',
        (("2023-01-02", "-12.5"), ("2023-01-03", "2100.0"), ("2023-01-04", "-9.13")),
    ),
    Sample(
        "ing-de",
        "Umsatzanzeige;Datei erstellt am: 05.02.2024 10:00\n\nIBAN;DE02 1203 0000 0000 2020 51\n"
        "Kontoname;Girokonto\nBank;ING\nKunde;Erika Muster\nZeitraum;01.01.2024 - 05.02.2024\n"
        "Saldo;1.234,56;EUR\n\nSortierung;Datum absteigend\n\n"
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;"
        "Währung;Betrag;Währung\n"
        "02.02.2024;02.02.2024;REWE Markt;Lastschrift;Einkauf;1.234,56;EUR;-45,44;EUR\n"
        "31.01.2024;31.01.2024;ACME;Gehalt/Rente;Januar;1.280,00;EUR;1.180,00;EUR\n",
        (("2024-02-02", "-45.44"), ("2024-01-31", "1180.00")),
        "cp1252",
    ),
    Sample(
        "ing-nl",
        '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";'
        '"Mutatiesoort";"Mededelingen";"Saldo na mutatie";"Tag"\n'
        '"20240105";"Albert Heijn";"NL69INGB0123456789";"";"BA";"Af";"23,45";"Betaalautomaat";"x";"976,55";""\n'
        '"20240104";"Werkgever BV";"NL69INGB0123456789";"NL02ABNA0123456789";"OV";"Bij";"900,00";"Overschrijving";"Salaris";"1000,00";""\n',
        (("2024-01-05", "-23.45"), ("2024-01-04", "900.00")),
    ),
    Sample(
        "rabobank",
        '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn",'
        '"Tegenrekening IBAN/BBAN","Naam tegenpartij","Omschrijving-1"\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000000000000000001","2024-03-01","2024-03-01","-12,50","+487,50","NL02ABNA0123456789","Bakker","brood"\n'
        '"NL44RABO0123456789","EUR","RABONL2U","000000000000000002","2024-03-02","2024-03-02","+1.500,00","+1.987,50","NL02ABNA0123456789","Werk","loon"\n',
        (("2024-03-01", "-12.50"), ("2024-03-02", "1500.00")),
    ),
    Sample(
        "abn-amro",
        "123456789\tEUR\t20240105\t1000,00\t987,50\t20240105\t-12,50\tBEA, Betaalpas AH\n"
        "123456789\tEUR\t20240106\t987,50\t1487,50\t20240106\t500,00\tSEPA Overboeking loon\n",
        (("2024-01-05", "-12.50"), ("2024-01-06", "500.00")),
    ),
    Sample(
        "kbc",
        "Rekeningnummer;Rubrieknaam;Naam;Munt;Afschriftnummer;Datum;Omschrijving;Valuta;Bedrag;Saldo;"
        "credit;debet;rekeningnummer tegenpartij;BIC tegenpartij;Naam tegenpartij;Vrije mededeling\n"
        "BE68539007547034;;JAN;EUR;2024001;05/01/2024;BETALING;05/01/2024;-20,00;980,00;;20,00;;;Colruyt;\n"
        "BE68539007547034;;JAN;EUR;2024001;08/01/2024;LOON;08/01/2024;1500,00;2480,00;1500,00;;;;Baas;\n",
        (("2024-01-05", "-20.00"), ("2024-01-08", "1500.00")),
    ),
    Sample(
        "belfius",
        "Boekingsdatum vanaf;01/01/2024\nBoekingsdatum tot en met;31/01/2024\nBedrag vanaf;\n\n"
        "Rekening;Boekingsdatum;Rekeninguittrekselnummer;Transactienummer;Rekening tegenpartij;"
        "Naam tegenpartij bevat;Straat en nummer;Postcode en plaats;Transactie;Valutadatum;Bedrag;Devies;BIC;Landcode;Mededelingen\n"
        "BE12 3456 7890 1234;15/01/2024;00001;00005;;DELHAIZE;;;AANKOOP BANCONTACT;15/01/2024;-33,10;EUR;;BE;\n"
        "BE12 3456 7890 1234;03/01/2024;00001;00001;BE68;WERKGEVER;;;LOON;03/01/2024;2.000,00;EUR;;BE;\n",
        (("2024-01-15", "-33.10"), ("2024-01-03", "2000.00")),
        "cp1252",
    ),
    Sample(
        "bnp-paribas",
        "Compte de chèques;****1234;Solde au 31/01/2024;1 234,56\n"
        "Date operation;Libelle court;Type operation;Libelle operation;Montant operation en euro\n"
        "30/01/2024;PAIEMENT CB;FACTURE CARTE;DU 290124 CARREFOUR PARIS;-45,20\n"
        "15/01/2024;VIR CPTE;VIREMENT RECU;VIR SEPA RECU /DE EMPLOYEUR;1 850,00\n",
        (("2024-01-30", "-45.20"), ("2024-01-15", "1850.00")),
        "cp1252",
    ),
    Sample(
        "credit-agricole",
        "Téléchargement du 02/02/2024;;;;\n\nM. DUPONT JEAN;;;;\nCompte de Dépôt carte n° 12345678901;;;;\n"
        "Solde au 02/02/2024 1 234,56 €;;;;\n\nListe des opérations du compte entre le 01/01/2024 et le 02/02/2024;;;;\n\n"
        "Date;Libellé;Débit euros;Crédit euros;\n"
        '01/02/2024;"PAIEMENT PAR CARTE\nX1234 LECLERC 31/01";52,30;;\n'
        '30/01/2024;"VIREMENT EN VOTRE FAVEUR\nSOCIETE SALAIRE";;1 900,00;\n',
        (("2024-02-01", "-52.30"), ("2024-01-30", "1900.00")),
        "cp1252",
    ),
    Sample(
        "boursorama",
        "dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance\n"
        '2024-01-10;2024-01-10;"CARTE 09/01/24 SNCF";"Transports";"Transports";"sncf";-35,00;;00040123456;"BOURSORAMA";1965.00\n'
        '2024-01-05;2024-01-05;"VIR SALAIRE";"Salaires";"Revenus";"x";2 000,00;;00040123456;"BOURSORAMA";2000.00\n',
        (("2024-01-10", "-35.00"), ("2024-01-05", "2000.00")),
    ),
    Sample(
        "la-banque-postale",
        "Numéro Compte   ;1234567X020\nType         ;CCP\nCompte tenu en  ;euros\nDate            ;15/02/2024\n"
        "Solde (EUROS)   ;1234,56\nSolde (FRANCS)   ;8098,18\n\n"
        "Date;Libellé;Montant(EUROS);Montant(FRANCS)\n"
        '14/02/2024;"ACHAT CB MONOPRIX";-12,34;-80,94\n12/02/2024;"VIREMENT DE CAF";150,00;983,94\n',
        (("2024-02-14", "-12.34"), ("2024-02-12", "150.00")),
        "cp1252",
    ),
    Sample(
        "santander-es",
        "FECHA OPERACIÓN;FECHA VALOR;CONCEPTO;IMPORTE EUR;SALDO\n"
        "05/03/2024;05/03/2024;Compra Mercadona;-45,10;1.254,90\n"
        "01/03/2024;01/03/2024;Nomina Empresa Sa;1.300,00;1.300,00\n",
        (("2024-03-05", "-45.10"), ("2024-03-01", "1300.00")),
    ),
    Sample(
        "bbva",
        "F.Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones\n"
        "03/02/2024;03/02/2024;Repsol;Pago con tarjeta;-50,00;EUR;950,00;EUR;gasolina\n"
        "02/02/2024;02/02/2024;Bizum;Transferencia recibida;25,00;EUR;1.000,00;EUR;cena\n",
        (("2024-02-03", "-50.00"), ("2024-02-02", "25.00")),
    ),
    Sample(
        "caixabank",
        "Concepto;Fecha;Importe;Saldo\nAMAZON EU;28/02/2024;-19,99EUR;980,01EUR\n"
        "TRANSFERENCIA;27/02/2024;1.000,00EUR;1.000,00EUR\n",
        (("2024-02-28", "-19.99"), ("2024-02-27", "1000.00")),
    ),
    Sample(
        "intesa",
        "Data contabile;Data valuta;Descrizione;Addebiti;Accrediti;Descrizione estesa\n"
        "31/01/2024;31/01/2024;Pagamento POS;-23,50;;ESSELUNGA\n"
        "27/01/2024;27/01/2024;Stipendio;;1.750,00;ACME SPA\n",
        (("2024-01-31", "-23.50"), ("2024-01-27", "1750.00")),
    ),
    Sample(
        "unicredit-it",
        "Data;Valuta;Descrizione;EUR;Caus.\n01.02.2024;31.01.2024;PAGAMENTO CARTA;-15,00;043\n"
        "29.01.2024;29.01.2024;BONIFICO A VOSTRO FAVORE;250,00;048\n",
        (("2024-02-01", "-15.00"), ("2024-01-29", "250.00")),
    ),
    Sample(
        "fineco",
        "Data_Operazione,Data_Valuta,Entrate,Uscite,Descrizione,Descrizione_Completa,Stato\n"
        "15/01/2024,15/01/2024,,-42.00,Pagamento Visa,Coop,Contabilizzato\n"
        "10/01/2024,10/01/2024,1500.00,,Stipendio,Ditta,Contabilizzato\n",
        (("2024-01-15", "-42.00"), ("2024-01-10", "1500.00")),
    ),
    Sample(
        "millennium-pl",
        "Numer rachunku/karty,Data transakcji,Data rozliczenia,Rodzaj transakcji,Na konto/Z konta,"
        "Odbiorca/Zleceniodawca,Opis,Obciążenia,Uznania,Saldo,Waluta\n"
        "PL1234,2024-02-10,2024-02-12,TRANSAKCJA KARTĄ,,BIEDRONKA,zakup,-55.20,,944.80,PLN\n"
        "PL1234,2024-02-09,2024-02-09,PRZELEW PRZYCHODZĄCY,PL55,FIRMA,pensja,,1000.00,1000.00,PLN\n",
        (("2024-02-10", "-55.20"), ("2024-02-09", "1000.00")),
    ),
    Sample(
        "mbank",
        "mBank S.A. Bankowość Detaliczna;\nSkrytka Pocztowa 2108;\n\n#Klient;\nJAN KOWALSKI;\n\n"
        "#Za okres:;\n01.01.2024;31.01.2024;\n\n#Waluta;#Wpływy;#Wydatki;\nPLN;3 000,00;-120,00;\n\n"
        "#Data księgowania;#Data operacji;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;#Saldo po operacji;\n"
        "2024-01-20;2024-01-19;ZAKUP PRZY UŻYCIU KARTY;ŻABKA;  ;'';-120,00;2 880,00;\n"
        "2024-01-10;2024-01-10;PRZELEW;pensja;FIRMA;'11';3 000,00;3 000,00;\n;;;;;;#Saldo końcowe;2 880,00;\n",
        (("2024-01-20", "-120.00"), ("2024-01-10", "3000.00")),
        "cp1250",
    ),
    Sample(
        "pko",
        '"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji","Opis transakcji","",""\n'
        '"2024-01-31","2024-01-30","Płatność kartą","-45.99","PLN","+954.01","Tytuł: 1234","Lokalizacja: KRAKÓW",""\n'
        '"2024-01-29","2024-01-29","Przelew na konto","+1000.00","PLN","+1000.00","Nazwa nadawcy: X","",""\n',
        (("2024-01-31", "-45.99"), ("2024-01-29", "1000.00")),
        "cp1250",
    ),
    Sample(
        "ceska-sporitelna",
        '"Datum zaúčtování","Název protiúčtu","IBAN","Částka","Měna","Zpráva pro příjemce","Kategorie"\n'
        '"15.03.2024","Albert","","-356,50","CZK","nákup","Potraviny"\n'
        '"10.03.2024","Firma","CZ65","32 000,00","CZK","mzda","Příjem"\n',
        (("2024-03-15", "-356.50"), ("2024-03-10", "32000.00")),
        "utf-16",
    ),
    Sample(
        "fio",
        '"accountId";"2000000000"\n"bankId";"2010"\n"currency";"CZK"\n"openingBalance";"1000,00"\n"closingBalance";"1400,00"\n\n'
        "ID pohybu;Datum;Objem;Měna;Protiúčet;Název protiúčtu;Kód banky;KS;VS;SS;Zpráva pro příjemce;Typ\n"
        "1147608196;06.02.2024;-100,00;CZK;2900233333;Pavel;2010;;;;oběd;Platba převodem uvnitř banky\n"
        "1147608197;07.02.2024;500,00;CZK;;;;;;;;Vklad pokladnou\n",
        (("2024-02-06", "-100.00"), ("2024-02-07", "500.00")),
    ),
    Sample(
        "otp-headerless",
        "'1177301612345678';T;-4500;HUF;20240105;20240105;95500;;;TESCO;;VÁSÁRLÁS KÁRTYÁVAL\n"
        "'1177301612345678';J;100000;HUF;20240103;20240103;100000;12345;CÉG KFT;MUNKABÉR;;ÁTUTALÁS\n",
        (("2024-01-05", "-4500"), ("2024-01-03", "100000")),
        "cp1250",
    ),
    Sample(
        "nordea-fi",
        "Kirjauspäivä;Määrä;Maksaja;Maksunsaaja;Nimi;Otsikko;Viitenumero;Saldo;Valuutta\n"
        "2024/02/15;-25,60;FI11;;;K-Market;;974,40;EUR\n2024/02/14;1000,00;;FI11;;Palkka;123;1000,00;EUR\n",
        (("2024-02-15", "-25.60"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "op-finland",
        "Kirjauspäivä;Arvopäivä;Määrä EUROA;Laji;Selitys;Saaja/Maksaja;Saajan tilinumero;Viite;Viesti;Arkistointitunnus\n"
        "01.02.2024;01.02.2024;-12,00;162;PKORTTIMAKSU;ALEPA;;;;20240201/1\n"
        "02.02.2024;02.02.2024;1500,00;506;PALKKA;FIRMA OY;;;;20240202/2\n",
        (("2024-02-01", "-12.00"), ("2024-02-02", "1500.00")),
        "cp1252",
    ),
    Sample(
        "seb",
        "Bokföringsdatum;Valutadatum;Verifikationsnummer;Text;Belopp;Saldo\n"
        "2024-02-05;2024-02-05;5484860181;ICA NARA;-231.50;768.50\n2024-02-01;2024-02-01;5484860182;LON;1000.00;1000.00\n",
        (("2024-02-05", "-231.50"), ("2024-02-01", "1000.00")),
    ),
    Sample(
        "swedbank-ee",
        '"Kliendi konto";"Reatüüp";"Kuupäev";"Saaja/Maksja";"Selgitus";"Summa";"Valuuta";"Deebet/Kreedit";"Arhiveerimistunnus";"Makse tüüp";"Viitenumber";"Dokumendi number"\n'
        '"EE12";"10";"01.01.2024";"";"Algsaldo";"500,00";"EUR";"K";"";"AS";"";""\n'
        '"EE12";"20";"02.01.2024";"RIMI";"ost";"20,00";"EUR";"D";"2024010200";"K";"";""\n'
        '"EE12";"20";"03.01.2024";"FIRMA OÜ";"palk";"900,00";"EUR";"K";"2024010300";"MK";"";""\n'
        '"EE12";"82";"03.01.2024";"";"Käive";"20,00";"EUR";"D";"";"K2";"";""\n'
        '"EE12";"86";"03.01.2024";"";"Lõppsaldo";"1380,00";"EUR";"K";"";"LS";"";""\n',
        (("2024-01-02", "-20.00"), ("2024-01-03", "900.00")),
    ),
    Sample(
        "danske",
        '"Dato";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"\n'
        '"05.02.2024";"Netto";"-120,50";"879,50";"Udført";"Nej"\n"01.02.2024";"Løn";"1.000,00";"1.000,00";"Udført";"Nej"\n',
        (("2024-02-05", "-120.50"), ("2024-02-01", "1000.00")),
        "cp1252",
    ),
    Sample(
        "dnb",
        '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
        '"05.02.2024";"REMA 1000";"05.02.2024";"245,00";""\n"01.02.2024";"Lønn";"01.02.2024";"";"25000,00"\n',
        (("2024-02-05", "-245.00"), ("2024-02-01", "25000.00")),
        "cp1252",
    ),
    Sample(
        "sberbank",
        "Дата операции;Дата обработки;Категория;Описание;Сумма в валюте счёта;Остаток\n"
        "05.02.2024 12:01;06.02.2024;Супермаркеты;PYATEROCHKA;-1 250,30;8 749,70\n"
        "01.02.2024 09:00;01.02.2024;Зачисления;Зарплата;+10 000,00;10 000,00\n",
        (("2024-02-05", "-1250.30"), ("2024-02-01", "10000.00")),
        "cp1251",
    ),
    Sample(
        "tinkoff",
        '"Дата операции";"Дата платежа";"Номер карты";"Статус";"Сумма операции";"Валюта операции";'
        '"Сумма платежа";"Валюта платежа";"Кэшбэк";"Категория";"MCC";"Описание";"Бонусы (включая кэшбэк)"\n'
        '"05.02.2024 18:00:01";"06.02.2024";"*1234";"OK";"-10,00";"USD";"-905,00";"RUB";"9,00";"Сервисы";"5734";"Adobe";"9,00"\n'
        '"03.02.2024 10:00:00";"03.02.2024";"";"OK";"5000,00";"RUB";"5000,00";"RUB";"";"Переводы";"";"Иван И.";"0,00"\n'
        '"02.02.2024 10:00:00";"";"*1234";"FAILED";"-500,00";"RUB";"-500,00";"RUB";"";"Кафе";"";"Кофе";"0,00"\n',
        (("2024-02-05", "-905.00"), ("2024-02-03", "5000.00")),
        "cp1251",
    ),
    Sample(
        "chase-checking",
        "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
        'DEBIT,02/05/2024,"TRADER JOE S #123",-45.67,DEBIT_CARD,954.33,,\nCREDIT,02/01/2024,"ACME PAYROLL",1000.00,ACH_CREDIT,1000.00,,\n',
        (("2024-02-05", "-45.67"), ("2024-02-01", "1000.00")),
    ),
    Sample(
        "chase-card",
        "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
        "02/05/2024,02/06/2024,AMAZON,Shopping,Sale,-12.99,\n02/03/2024,02/04/2024,Payment Thank You,,Payment,300.00,\n",
        (("2024-02-05", "-12.99"), ("2024-02-03", "300.00")),
    ),
    Sample(
        "bank-of-america",
        'Description,,Summary Amt.\nBeginning balance as of 01/01/2024,,"1,000.00"\nTotal credits,,"2,500.00"\n'
        'Total debits,,"-120.50"\nEnding balance as of 01/31/2024,,"3,379.50"\n\n'
        'Date,Description,Amount,Running Bal.\n01/01/2024,Beginning balance as of 01/01/2024,,"1,000.00"\n'
        '01/05/2024,"SAFEWAY","-120.50","879.50"\n01/15/2024,"PAYROLL","2,500.00","3,379.50"\n',
        (("2024-01-05", "-120.50"), ("2024-01-15", "2500.00")),
    ),
    Sample(
        "wells-fargo",
        '"02/13/2024","-35.00","*","","ONLINE TRANSFER"\n"02/10/2024","1250.00","*","","PAYROLL ACME"\n"01/31/2024","-8.15","*","101","CHECK"\n',
        (("2024-02-13", "-35.00"), ("2024-02-10", "1250.00"), ("2024-01-31", "-8.15")),
    ),
    Sample(
        "citi-card",
        'Status,Date,Description,Debit,Credit,Member Name\nCleared,02/13/2024,"COSTCO",120.15,,JANE\nCleared,02/10/2024,"ONLINE PAYMENT",,-500.00,JANE\n',
        (("2024-02-13", "-120.15"), ("2024-02-10", "500.00")),
    ),
    Sample(
        "amex",
        "Date,Description,Card Member,Account #,Amount\n02/14/2024,WHOLE FOODS,JANE DOE,-11001,54.20\n"
        "02/12/2024,AUTOPAY PAYMENT - THANK YOU,JANE DOE,-11001,-430.00\n02/10/2024,UBER TRIP,JANE DOE,-11001,18.33\n",
        (("2024-02-14", "-54.20"), ("2024-02-12", "430.00"), ("2024-02-10", "-18.33")),
    ),
    Sample(
        "amex-uk-headerless",
        "14/02/2024,Reference: AT240450001,54.20,TESCO STORES,Process Date 15/02/2024\n"
        "13/02/2024,Reference: AT240450002,-430.00,PAYMENT RECEIVED - THANK YOU,Process Date 13/02/2024\n"
        "11/02/2024,Reference: AT240450003,12.00,TFL TRAVEL,Process Date 12/02/2024\n",
        (("2024-02-14", "-54.20"), ("2024-02-13", "430.00"), ("2024-02-11", "-12.00")),
    ),
    Sample(
        "capital-one",
        "Transaction Date,Posted Date,Card No.,Description,Category,Debit,Credit\n"
        "2024-02-05,2024-02-06,1234,NETFLIX,Entertainment,15.49,\n2024-02-03,2024-02-03,1234,CAPITAL ONE MOBILE PYMT,Payment,,200.00\n",
        (("2024-02-05", "-15.49"), ("2024-02-03", "200.00")),
    ),
    Sample(
        "capital-one-360",
        "Account Number,Transaction Description,Transaction Date,Transaction Type,Transaction Amount,Balance\n"
        "1234,Withdrawal to PG&E,02/13/24,Debit,80.15,919.85\n1234,Deposit from ACME,02/10/24,Credit,1000,1000\n",
        (("2024-02-13", "-80.15"), ("2024-02-10", "1000")),
    ),
    Sample(
        "discover",
        "Trans. Date,Post Date,Description,Amount,Category\n02/14/2024,02/15/2024,SHELL OIL,40.10,Gasoline\n"
        "02/10/2024,02/10/2024,INTERNET PAYMENT - THANK YOU,-250.00,Payments and Credits\n",
        (("2024-02-14", "-40.10"), ("2024-02-10", "250.00")),
    ),
    Sample(
        "schwab-bank",
        '"Date","Status","Type","CheckNumber","Description","Withdrawal","Deposit","RunningBalance"\n'
        '"02/15/2024","Posted","ATM","","ATM WITHDRAWAL","$60.00","","$940.00"\n"02/14/2024","Posted","ACH","","PAYROLL","","$1,000.00","$1,000.00"\n',
        (("2024-02-15", "-60.00"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "paypal",
        '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","To Email Address","Transaction ID","Balance"\n'
        '"02/15/2024","10:00:00","PST","eBay","Express Checkout Payment","Completed","USD","-25.00","0.00","-25.00","a@x","b@x","1AB","0.00"\n'
        '"02/16/2024","10:00:00","PST","Buyer","Payment received","Completed","USD","100.00","-3.20","96.80","c@x","a@x","2AB","96.80"\n',
        (("2024-02-15", "-25.00"), ("2024-02-16", "96.80")),
    ),
    Sample(
        "venmo",
        "Account Statement - (@jane) ,,,,,,,,,,,,,,,,,,\nAccount Activity,,,,,,,,,,,,,,,,,,\n"
        ",ID,Datetime,Type,Status,Note,From,To,Amount (total),Amount (tip),Amount (tax),Amount (fee),Tax Rate,Tax Exempt,Funding Source,Destination,Beginning Balance,Ending Balance,Statement Period Venmo Fees\n"
        ",,,,,,,,,,,,,,,,$10.00,,\n"
        ",3712,2024-02-03T18:00:00,Payment,Complete,pizza,Jane,Bob,- $15.00,,0,,0,,Bank,,,,\n"
        ",3713,2024-02-05T18:00:00,Charge,Complete,rent,Jane,Amy,+ $400.00,,0,,0,,,Venmo balance,,,\n"
        ",,,,,,,,,,,,,,,,,$395.00,$0.00\n",
        (("2024-02-03", "-15.00"), ("2024-02-05", "400.00")),
    ),
    Sample(
        "wise",
        '"TransferWise ID",Date,Amount,Currency,Description,"Payment Reference","Running Balance","Exchange From","Exchange To","Exchange Rate","Payer Name","Payee Name","Total fees"\n'
        'CARD-1,15-02-2024,-12.40,EUR,"Card transaction Bolt",,87.60,EUR,EUR,,,,0.00\nTRANSFER-2,14-02-2024,100.00,EUR,"Received money",ref,100.00,,,,Bob,,0.00\n',
        (("2024-02-15", "-12.40"), ("2024-02-14", "100.00")),
    ),
    Sample(
        "monzo",
        "Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In\n"
        "tx_1,15/02/2024,10:11:12,Card payment,Pret,,Eating out,-4.50,GBP,-4.50,GBP,,,,PRET,,-4.50,\n"
        "tx_2,14/02/2024,10:11:12,Faster payment,Boss,,Income,500.00,GBP,500.00,GBP,,,,PAY,,,500.00\n",
        (("2024-02-15", "-4.50"), ("2024-02-14", "500.00")),
    ),
    Sample(
        "starling",
        "Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes\n"
        "13/02/2024,Tesco,TESCO STORES,CONTACTLESS,-8.20,491.80,GROCERIES,\n14/02/2024,Employer,PAY,FASTER PAYMENT,1000.00,1491.80,INCOME,\n",
        (("2024-02-13", "-8.20"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "barclays",
        "Number,Date,Account,Amount,Subcategory,Memo\n \t,15/02/2024,20-00-00 12345678,-25.00,PAYMENT,GREGGS   \tON 14 FEB CPM\n"
        " \t,14/02/2024,20-00-00 12345678,1200.00,DIRECTDEP,EMPLOYER \tPAY BGC\n",
        (("2024-02-15", "-25.00"), ("2024-02-14", "1200.00")),
    ),
    Sample(
        "hsbc-uk-headerless",
        '15/02/2024,TESCO STORES 3345       )))  ,"-1,025.30"\n14/02/2024,EMPLOYER LTD CR,"2,000.00"\n13/02/2024,NETFLIX.COM VIS,-9.99\n',
        (("2024-02-15", "-1025.30"), ("2024-02-14", "2000.00"), ("2024-02-13", "-9.99")),
    ),
    Sample(
        "natwest",
        "Date, Type, Description, Value, Balance, Account Name, Account Number\n\n"
        '15 Feb 2024,POS,"\'5678 14FEB24 , ALDI",-20.10,979.90,"\'DOE J","\'601234-12345678",\n'
        '14 Feb 2024,BAC,"\'SALARY",1000.00,1000.00,"\'DOE J","\'601234-12345678",\n',
        (("2024-02-15", "-20.10"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "nationwide",
        '"Account Name:","FlexAccount ****12345"\n"Account Balance:","£900.00"\n"Available Balance: ","£900.00"\n\n'
        '"Date","Transaction type","Description","Paid out","Paid in","Balance"\n'
        '"14 Feb 2024","Visa purchase","BOOTS","£100.00","","£900.00"\n"13 Feb 2024","Bank credit","BOSS","","£1,000.00","£1,000.00"\n',
        (("2024-02-14", "-100.00"), ("2024-02-13", "1000.00")),
        "cp1252",
    ),
    Sample(
        "rbc",
        '"Account Type","Account Number","Transaction Date","Cheque Number","Description 1","Description 2","CAD$","USD$"\n'
        'Chequing,01234-5678901,2/15/2024,,"TIM HORTONS","",-4.25,,\nChequing,01234-5678901,2/14/2024,,"PAYROLL","ACME",1500.00,,\n',
        (("2024-02-15", "-4.25"), ("2024-02-14", "1500.00")),
    ),
    Sample(
        "scotiabank-headerless",
        '2/15/2024,-45.10,"-","POS Purchase","LOBLAWS"\n2/14/2024,1000.00,"-","Payroll dep.","ACME"\n',
        (("2024-02-15", "-45.10"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "cibc-card-headerless",
        '2024-02-15,"STARBUCKS TORONTO, ON",5.25,,4500********1234\n2024-02-10,"PAYMENT THANK YOU/PAIEMENT MERCI",,300.00,4500********1234\n'
        '2024-02-09,"UBER CANADA",18.10,,4500********1234\n',
        (("2024-02-15", "-5.25"), ("2024-02-10", "300.00"), ("2024-02-09", "-18.10")),
    ),
    Sample(
        "anz-headerless",
        '15/02/2024,"-32.50","WOOLWORTHS 1234 SYDNEY"\n14/02/2024,"2000.00","PAY/SALARY FROM ACME"\n',
        (("2024-02-15", "-32.50"), ("2024-02-14", "2000.00")),
    ),
    Sample(
        "commbank-headerless",
        '15/02/2024,"-32.50","COLES 0423 MELBOURNE","+1967.50"\n14/02/2024,"+2000.00","Salary ACME","+2000.00"\n',
        (("2024-02-15", "-32.50"), ("2024-02-14", "2000.00")),
    ),
    Sample(
        "westpac",
        "Bank Account,Date,Narrative,Debit Amount,Credit Amount,Balance,Categories,Serial\n"
        '32000123456,15/02/2024,"EFTPOS ALDI",25.30,,974.70,POS,\n32000123456,14/02/2024,"SALARY",,1000.00,1000.00,PAY,\n',
        (("2024-02-15", "-25.30"), ("2024-02-14", "1000.00")),
    ),
    Sample(
        "nab",
        "Date,Amount,Account Number,,Transaction Type,Transaction Details,Balance,Category,Merchant Name\n"
        "15 Feb 24,-12.00,123456789,,EFTPOS DEBIT,KMART,988.00,Shopping,Kmart\n14 Feb 24,1000.00,123456789,,INTER-BANK CREDIT,PAY,1000.00,Income,\n",
        (("2024-02-15", "-12.00"), ("2024-02-14", "1000.00")),
    ),
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
