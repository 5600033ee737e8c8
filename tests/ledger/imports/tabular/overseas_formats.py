# ruff: noqa: E501 -- the lines of a bank are as long as they are
"""Exports in the formats of banks of English-speaking countries, with invented transactions."""

from __future__ import annotations

from tests.ledger.imports.tabular.sample import Sample

OVERSEAS_SAMPLES = (
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
)
