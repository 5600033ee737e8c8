# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports in the formats of banks of Europe, written from memory with invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

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
)
