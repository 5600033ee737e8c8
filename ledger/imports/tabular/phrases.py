"""Words of many languages that tell the direction, the state and the kind of a row."""

from __future__ import annotations

from ledger.imports.tabular.folding import fold, folded_pattern


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split("|"))


OUT_WORDS = _folded(
    "Χ|ΧΡΕΩΣΗ|D|DR|DB|DT|DBT|DEBIT|DEBITS|DBIT|DEBET|DEBE|DEBITO|DÉBIT|S|SOLL|AF|AFSCHRIJVING|"
    "LASTSCHRIFT|BELASTUNG|OUT|OUTFLOW|OUTGOING|WITHDRAWAL|WITHDRAW|PAYMENT|EXPENSE|"
    "SPEND|SPENT|SPENDING|CARGO|EGRESO|GASTO|ADEUDO|RETIRO|SALIDA|ADDEBITO|USCITA|"
    "DARE|SAÍDA|DESPESA|AUSGABE|AUSGANG|DÉPENSE|SORTIE|OBCIĄŻENIE|WYDATEK|WN|VÝDAJ|"
    "ODCHOZÍ|ODCHÁDZAJÚCA|VÝDEJ|TERHELÉS|KIADÁS|KI|T|UTTAG|UT|UTGIFT|UD|HÆVET|OTTO|"
    "РАСХОД|СПИСАНИЕ|ДЕБЕТ|ДЕБИТ|ДТ|ВЫДАЧА|ТЕГЛЕНЕ|BORÇ|GİDER|ÇIKAN|支出|借|借方|付款|"
    "出|支取|取出|出金|支払|출금|IZDATEK|ISPLATA|CHELTUIALA|DEEBET|DEBETS|DEBETAS|"
    "DEBITED|UITGAVE|借 dr|消费|购买|取现"
)
IN_WORDS = _folded(
    "Π|ΠΙΣΤΩΣΗ|C|CR|CT|CRT|CREDIT|CREDITS|CRDT|KREDIT|KREDITS|KREDITAS|KREEDIT|K|H|HABEN|BIJ|"
    "BIJSCHRIJVING|GUTSCHRIFT|CRÉDIT|CREDITO|IN|INFLOW|INCOMING|DEPOSIT|INCOME|"
    "RECEIVED|ABONO|INGRESO|EINNAHME|HABER|ENTRADA|ACCREDITO|ENTRATA|AVERE|RECEITA|"
    "RECETTE|ENTRÉE|UZNANIE|WPŁYW|MA|PŘÍJEM|PŘÍCHOZÍ|PRÍJEM|PRICHÁDZAJÚCA|JÓVÁÍRÁS|"
    "BEVÉTEL|BE|J|INSÄTTNING|INKOMST|INN|IND|PANO|EINGANG|ПРИХОД|ПОСТУПЛЕНИЕ|"
    "ЗАЧИСЛЕНИЕ|КРЕДИТ|КТ|ДОХОД|ПОПОЛНЕНИЕ|ALACAK|GELİR|GİREN|收入|贷|贷方|收款|入|"
    "存入|入金|預入|입금|UPLATA|PRIMITAK|ÎNCASARE|TOPUP|CREDITED|贷 cr|退货|退款|还款|"
    "信用卡还款|存款"
)
CARD_OUT_WORDS = _folded(
    "SALE|SALES|PURCHASE|PURCHASES|CHARGE|FEE|FEES|FEE CHARGED|INTEREST|INTEREST CHARGE|"
    "FINANCE CHARGE|CASH ADVANCE|ADVANCE|DEBIT|WITHDRAWAL|CASH WITHDRAWAL"
)
CARD_IN_WORDS = _folded(
    "PAYMENT|PAYMENTS|RETURN|RETURNS|REFUND|REFUNDS|CREDIT|CREDITS|REVERSAL|REBATE|REWARD|REWARDS|"
    "CASHBACK|STATEMENT CREDIT|MERCHANDISE RETURN|DEPOSIT|ADJUSTMENT"
)
_LAST_WORDS = {"sent": -1, "out": -1, "debit": -1, "received": 1, "in": 1, "credit": 1}
"""What the last word of a phrase such as "Payment received" says where the whole is not known."""
NEUTRAL_WORDS = _folded("不计收支|中性交易|资金转移")
_MAX_PHRASE = 80
BLANKS = frozenset({"", "-", "--", "---", "–", "—", "n/a", "N/A", "null", "NULL", "None", "*", "."})

PENDING = folded_pattern(
    r"\b(pending|vorgemerkt|vormerkung|ausstehend"
    r"|en attente|a venir|pendiente|in sospeso|pendente"
    r"|in afwachting|gereserveerd|reserv\w*|oczekuj\w*"
    r"|blokada|čekající|nezaúčtovan\w*|függő|ej bokförd"
    r"|preliminär\w*|skyddat belopp|authori[sz]ed|authori[sz]ation|on hold|processing|unposted"
    r"|uncleared|not posted|in process|beklemede|provizyon|varaus)\b",
    r"в обработке|ожида|холд|处理中|待入账|未入账|処理中|未確定",
)
VOID = folded_pattern(
    r"\b(reverted|declined|failed|cancell?ed|rejected|denied|expired|voided|abgelehnt|storniert"
    r"|fehlgeschlagen|abgebrochen|refusée?|annulée?"
    r"|rechazad[oa]|cancelad[oa]|rifiutat[oa]|annullat[oa]"
    r"|recusad[oa]|geweigerd|geannuleerd|odrzucon[ya]"
    r"|anulowan[ya]|odmítnut\w*|zamítnut\w*|zamietnut\w*|avvisad|avbruten)\b",
    r"отклон|отменен|交易失败|支付失败",
)
_OPENING = (
    r"opening balance|balance brought forward|brought forward|beginning balance|previous balance"
    r"|anfangssaldo|alter kontostand|saldovortrag|startsaldo|beginsaldo|saldo anterior"
    r"|saldo inicial|saldo iniziale|ancien solde|solde initial|solde précédent|saldo początkowe"
    r"|počáteční zůstatek|počiatočný zostatok|nyitó ?egyenleg|ingående saldo|likutis pradžiai"
    r"|algsaldo|sākuma atlikums|входящий остаток|входящее сальдо|начално салдо|devreden bakiye"
    r"|期初余额|上期余额|前月繰越|繰越残高|balance b f"
)
_CLOSING = (
    r"closing balance|balance carried forward|carried forward|ending balance|new balance"
    r"|final balance|available balance|current balance|ledger balance|endsaldo|neuer kontostand"
    r"|letzter kontostand|kontostand|eindsaldo|slotsaldo|saldo final|saldo do dia"
    r"|saldo del d[ií]a|saldo actual|saldo atual|saldo disponible|saldo finale|saldo contabile"
    r"|saldo disponibile|nouveau solde|solde final|saldo końcowe|konečný zůstatek"
    r"|konečný zostatok|záró ?egyenleg|utgående saldo|likutis pabaigai|lõppsaldo|beigu atlikums"
    r"|исходящий остаток|balance c f|исходящее сальдо|крайно салдо|期末余额|本期余额|turnover"
    r"|apyvarta|apgrozījums|käive|s a l d o"
)
_TOTALS = (
    r"(sub ?|grand )?totals?|total .*|sum|summe|gesamtsumme|zwischensumme|totale|total des .*"
    r"|suma|razem|celkem|spolu|összesen|summa|yhteensä|totaal|i alt|итого|всего|общо|toplam"
    r"|合计.*|总计.*|小计.*|合計.*|人民币合计|합계|debits|credits|open|close|solde au.*|saldo.*"
    r"|balance.*|остаток на.*|kontostand.*"
)
# What may follow the name of a balance: a day, a currency. Each word fits one alternative alone,
# so that no text takes long to refuse.
_DETAIL = (
    r"( (\d+|per|on|as|of|at|am|vom|zum|den|dne|na|au|del|al|em|op|eur|usd|gbp|chf|pln|czk|huf"
    r"|sek|nok|dkk|inr|aud|cad|nzd|sgd|ltl|brl|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))*"
)
_OPENING_ROW = folded_pattern(rf"^(?:{_OPENING}){_DETAIL}$")
_BALANCE_ROW = folded_pattern(rf"^(?:{_OPENING}|{_CLOSING}){_DETAIL}$")
_TOTAL_ROW = folded_pattern(rf"^(?:{_OPENING}|{_CLOSING}|{_TOTALS}){_DETAIL}$")
_BALANCE_WORD = folded_pattern(
    r"balance|saldo|solde|kontostand|zůstatek|zostatok|egyenleg|likutis|atlikums|bakiye",
    r"остаток|сальдо|салдо|余额|繰越",
)
_PHRASES = f"{_OPENING}|{_CLOSING}".replace("?", "").split("|")
BALANCE_STARTS = frozenset(
    start(phrase)[:2] for phrase in _PHRASES for start in (fold, str.casefold)
)

# Words of a row that brings money in, or gives it back, on a card as on an account.
CARD_PAYMENT_TEXT = folded_pattern(
    r"\b(payment received|payment.{0,12}thank you"
    r"|autopay payment|paiement reçu|merci de votre paiement"
    r"|su pago|pago recibido|gracias por su pago|pagamento recebido|pagamento efetuado)\b",
    r"还款|入金",
)
INFLOW_TEXT = folded_pattern(
    r"\b(thank you|auto ?pay|online payment|refund|reversal|cash ?back|salary|payroll|deposit"
    r"|interest credit|statement credit|merci|remboursement"
    r"|virement reçu|salaire|gutschrift|einzahlung"
    r"|erstattung|gehalt|lohn|zahlungseingang|rückzahlung"
    r"|abono|nómina|devolución|estorno|bonifico a vostro"
    r"|stipendio|rimborso|wpłata|spłata|zwrot|wynagrodzenie"
    r"|výplata|mzda|insättning|lön|återbetal\w*|inbetalning|indbetaling|innbetaling|refusjon"
    r"|palkka|terugbetaling|storting|salaris)\b",
    r"退款|退货|返还|返现|奖励|工资|зарплат|пополнен|возврат|返金|給与",
)
OUTFLOW_TEXT = folded_pattern(
    r"\b(purchase|pos|withdrawal|atm|direct debit"
    r"|debit card|standing order|card payment|restaurant"
    r"|supermarket|taxi|uber|amazon|netflix|spotify|starbucks|mcdonald\w*|shell|fuel|grocer\w*"
    r"|food|travel|shopping|rent|insurance|lastschrift"
    r"|kartenzahlung|miete|prélèvement|retrait|compra"
    r"|tarjeta|recibo|prelievo|zakup|platba kartou|kortköp|betaalautomaat|incasso|café|coffee"
    r"|pizza|parking|car wash|hotel|airlines?|automotive"
    r"|merchandise|dining|entertainment|visa|mastercard)\b",
    r"消费|покупка|оплата|支払",
)
CARD_HEADING = folded_pattern(
    r"\b(card (no|number|member|last|holder|ending)"
    r"|cardholder|card member|credit card|kreditkarte"
    r"|kartennummer|kreditkaart|order (date|id|number)|seller|merchant|merchant name|store)\b",
    r"\bcard( \d+)?$|卡号末四位|卡末四位|卡号后四位|利用店|利用日|בית עסק",
)


def direction(word: str) -> int | None:
    """Return −1 for a word of money out, 1 for money in, 0 for neither, None when unknown."""
    if word.strip() in {"-", "+"}:
        return -1 if word.strip() == "-" else 1
    folded = fold(word)
    if folded in OUT_WORDS:
        return -1
    if folded in IN_WORDS:
        return 1
    if folded in NEUTRAL_WORDS or not folded:
        return 0
    return _LAST_WORDS.get(folded.rpartition(" ")[2])


def card_direction(word: str) -> int | None:
    """Return the direction of a word among those by which a card tells its purchases apart."""
    folded = fold(word)
    return -1 if folded in CARD_OUT_WORDS else 1 if folded in CARD_IN_WORDS else None


def leading_word(text: str) -> str:
    """Return the first word of a cell, by which some banks say what a row is."""
    return text.split(maxsplit=1)[0] if text else ""


def is_balance_row(text: str) -> bool:
    """Tell whether a cell names an opening or closing balance or a turnover, and nothing else."""
    is_like = len(text) <= _MAX_PHRASE and text[:2].casefold() in BALANCE_STARTS
    return is_like and _BALANCE_ROW.search(fold(text)) is not None


def is_opening(text: str) -> bool:
    """Tell whether a cell names the balance at the beginning."""
    return _OPENING_ROW.search(fold(text)) is not None


def names_balance(text: str) -> bool:
    """Tell whether a cell that states a figure calls it a balance, not a turnover or a sum."""
    return _BALANCE_WORD.search(fold(text)) is not None


def is_total(text: str) -> bool:
    """Tell whether a cell of a row without a date names a balance or a total."""
    return 0 < len(text) <= _MAX_PHRASE and _TOTAL_ROW.search(fold(text)) is not None
