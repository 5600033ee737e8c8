"""What the heading of a column says that it holds, in the languages that banks write."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from ledger.imports.tabular.folding import bare, fold, folded_pattern


class Role(StrEnum):
    """What a column means in a statement."""

    DATE = "date"
    VALUE_DATE = "value_date"
    OTHER_DATE = "other_date"
    AMOUNT = "amount"
    OTHER_AMOUNT = "other_amount"
    DEBIT = "debit"
    CREDIT = "credit"
    BALANCE = "balance"
    FEE = "fee"
    SIGN = "sign"
    CURRENCY = "currency"
    PAYEE = "payee"
    MEMO = "memo"
    EXTERNAL_ID = "external_id"
    REFERENCE = "reference"
    COUNTERPARTY_ACCOUNT = "counterparty_account"
    CATEGORY = "category"
    STATUS = "status"
    ACCOUNT = "account"
    IGNORED = "ignored"


# Each table is searched in order and the first match wins, so the narrower words stand first.
_DATE_WORDS = (
    (
        Role.OTHER_DATE,
        folded_pattern(
            r"mandat|due|month billed|statement|fallig|geburts|ship|vervaldat|valid|expir|letzte"
            r"|initial|final date|period|ablauf|created by|vencimiento|vencimento|scadenza"
        ),
    ),
    (
        Role.VALUE_DATE,
        folded_pattern(
            r"valu|wert|valeur|valor\b|rente|valuta|effective|available on|起息|értéknap|ertek"
            r"|väärtus|vaartus|geldigheids|interest date|ränte|renteber|вальвирован|вальор"
            r"|tarih valör|valör|data waluty|currency date|value"
        ),
    ),
    (
        Role.DATE,
        folded_pattern(
            r"date|datum|data\b|dato|fecha|dátum|дата|tarih|päivä|paiva|kuupäev|datums|ngày"
            r"|tanggal|buchung|boekdat|bokför|bogfør|bokfør|dag\b|dagen\b|tag\b|day\b|created"
            r"|booked|time\b|日期|日付|年月日|交易日|记账日|時間|时间|取引日|利用日|お取引日"
            r"|操作日|取扱日|일자|거래일|일시|när|cuando|quando|ημερομηνία|ημερ|datë|datas|kuup"
            r"|pvm|תאריך|تاريخ|วันที่|día|dia\b|jour|posted|operacj|zaúčt|zauct|proveden"
            r"|splatnost|könyvelés|időpont|timestamp|utc\b"
        ),
    ),
)
_NUMBER_WORDS = (
    (
        Role.AMOUNT,
        folded_pattern(
            r"inclusive of fees|incl fees|including fees|soll haben|haben soll|debit credit"
            r"|credit debit|debit or credit|inflow outflow|af bij|paid in out|in out$"
            r"|debet credit|dare avere|debe haber|приход расход|收支金额"
        ),
    ),
    (
        Role.IGNORED,
        folded_pattern(
            r"exchange|wechselkurs|umrechnung|\bkurs|koers|\brate\b|\btaux\b|\bcambio\b|курс"
            r"|汇率|為替|quantity|quantit|price|stück|anzahl|number|nummer|\bnr\b"
            r"|(?<!ghi )\bno\b|\bnum\b|número|\bid\b|code|\bcode\b|\bbic\b|iban"
            r"|konto(nummer|nr)|account n|card|\bzip\b|postal|phone|\bmcc\b|mandat|referen|номер"
            r"|号\b|序号|流水|番号|\bblz\b|bankleitzahl|sort code|limit|points?\b|bonus|кэшбэк"
            r"|кешбэк|cashback|округлен"
            r"|\bvs\b|\bks\b|\bss\b|symbol|day\b|month\b|year\b|cheque n|^cheques?$|cheque or"
            r"|check n|serial|item$|(initial|opening|beginning|ending|final|closing) balance"
            r"|(?<!incl )(?<!excl )\bvat\b|\btax\b|mwst|steuer|\bnds\b|ндс|\biva\b|数量|株数"
            r"|成交价格|印花税|过户费|其他费|交易时间|account type|product|original balance"
            r"|tip\b|\binterest rate"
        ),
    ),
    (
        Role.BALANCE,
        folded_pattern(
            r"balance|saldo|solde|kontostand|guthaben|zůstatek|zostatok|egyenleg|bakiye|остаток"
            r"|баланс|сальдо|салдо|наличност|余额|結餘|餘額|残高|差引|잔액|likutis|jääk|jaak"
            r"|atlikums|\bsold\b|stanje|υπόλοιπο|disponib|kontoställning|stan konta|залишок|יתרה"
            r"|رصيد|số dư|bilans|säästö|running total|avail bal|\bbal\b|closing"
        ),
    ),
    (
        Role.FEE,
        folded_pattern(
            r"\bfees?\b|gebühr|gebuhr|\bfrais\b|commission|comisi|commissie|\bkomis|popla"
            r"|provision|prowizj|avgift|kosten\b|spesen|手续费|手数料|комисс|\bdij\b|\btaxa\b"
            r"|\bcost\b|komisyon|\bkulu\b|gebyr|service charge|tarifa"
        ),
    ),
    (
        Role.OTHER_AMOUNT,
        folded_pattern(
            r"^currency amount|sub ?total|original|foreign|fremd|\blocal\b|ursprung|puvodni"
            r"|původní|zahranič|utländsk|valutabelopp|oorspronkelijk|converted|instruct"
            r"|exchange (in|out)|auslagenersatz|交易地|devise d|étrang|в валюте операции"
            r"|в валюте платежа|extranjer|estrang|moeda origem|oryginaln|w walucie|cashback"
            r"|сумма операции с округл|card currency|transaction currency|amount in usd"
            r"|compensation|income$|expenses$|списание с|withholding|shipping|insurance|订单金额"
            r"|amount fee|fremdwähr|pôvodn|v cizí|v cudz|eredeti|alkuper|opprinnelig|oprindelig"
        ),
    ),
    (
        Role.DEBIT,
        folded_pattern(
            r"\bdebit|\bdebet|\bdebe\b|débit|\bsoll\b|belastung|lastschrift|withdraw|paid out"
            r"|money out|outflow|\bexpense|\bspent|\bcargo|adeudo|\bretir|egreso|\bgasto|uscit"
            r"|addebit|\bdare\b|saída|\bsaida|débito|obciąż|wydat|\bwn\b|výdaj|výdej|odchoz"
            r"|terhel|\bkiad|\buttag|^ut\b|^ud\b|ut fra|ut från|ud af|\botto\b|\bpanot ulos"
            r"|расход|списан|дебет|дебит|\bborç|\bborc|çıkan|gider\b|支出|取出|支取|出金|支払"
            r"|引出|出款|支款|引落|利用金額|출금|찾으신|맡기신 금액 제외|借方|^charges|purchases"
            r"|^out$|afschrij|\baf\b|dépense|isplat|terug te|zaduž|teret|deb\b|χρέωση|χρεωση"
            r"|izmaks|deebet|debitare|cheltuiel|plăți|payments? out|tarik|\bdr\b|חובה|dépenses"
            r"|sortie|paid$|verfügung|uitgaven|ausgang|ausgabe|salidas|pagos|ghi nợ|مدين"
        ),
    ),
    (
        Role.CREDIT,
        folded_pattern(
            r"\bcredit|\bkredit|crédit|\bhaben\b|gutschrift|deposit|paid in|money in|inflow"
            r"|\bincome|received|\babono|ingreso|\bhaber\b|entrat|accredit|\bavere\b|entrada"
            r"|crédito|uznan|wpływ|wplyw|^ma\b|příjem|prijem|příchoz|jóváír|bevétel|insätt|^in\b"
            r"|^inn?d?\b|inn på|ind på|\bpano\b|приход|поступ|зачисл|кредит|\balacak|gelir\b"
            r"|giren|收入|存入|入金|預入|お預|預かり|預り|入款|存款金额|입금|맡기신|贷方"
            r"|^payments?$|^credits|^in$|bijschrij|\bbij\b|recette|uplat|odobr|πίστωση|πιστωση"
            r"|iemaks|kreedit|creditare|încas|venit|setor|\bcr\b|זכות|eingang|einnahme|inkomsten"
            r"|ontvang|entradas|korist|recettes|entrée|ghi có|دائن"
        ),
    ),
    (
        Role.AMOUNT,
        folded_pattern(
            r"amount|betrag|umsatz|umsätze|bedrag|montant|importe|\bimport\b|importo|\bvalor\b"
            r"|quantia|montante|kwota|částka|castka|obrat\b|\bsuma\b|čiastka|ciastka|suma\b"
            r"|összeg|osszeg|belopp|beløp|belob|beløb|summa|määrä|maara|сум|tutar|金额|金額|금액"
            r"|거래금액|發生額|发生额|value\b|gross|brutto|\bnet\b|netto|total|betalning|iznos"
            r"|bruto|soll haben|amt\b|\bнето|ποσό|ποσο|montantul|sumă|suma|jumlah|số tiền|סכום"
            r"|مبلغ|จำนวน|quantité|cantidad|quantità|movimiento\b|hareket|inflow outflow"
            r"|credit debit|debit credit|d c\b|transaction$"
        ),
    ),
)
_TEXT_WORDS = (
    (
        Role.CURRENCY,
        folded_pattern(
            r"currenc|\bccy\b|\bcurr\b|w(a|ae)?hrung|devise|moneda|divisa|valut[aeo]?\b|\bmunt"
            r"|\bměna|\bmena|pénznem|deviza|waluta|valiut|valuut|валюта|валут|币种|币别|货币"
            r"|幣別|通貨|통화|döviz|doviz|para birimi|moeda|νόμισμα|commodity|monnaie"
        ),
    ),
    (
        Role.COUNTERPARTY_ACCOUNT,
        folded_pattern(
            r"tegenrekening|counter ?(party )?account|gegenkonto"
            r"|iban (zahlungs|kontrah|begun|auftraggeber|empf)|iban$|partner iban|kontonummer$"
            r"|iban kontonummer|protiúčt|protiuct|číslo proti|to account|from account"
            r"|mottagarkonto|ellenoldali szám|partner szám|对方账号|对方账户|对方卡号"
            r"|rachunek kontrah|nr rachunku|cuenta (destino|origen)|compte (bénéf|tiers)"
            r"|saaja.* tili|tilinumero|payee account|beneficiary account|account number$"
            r"|konto odbiorcy|konto iban|tegenpartij.*rekening|rekening(nummer)? tegenpartij"
            r"|kontonr|iban tegen|bban"
        ),
    ),
    (
        Role.SIGN,
        folded_pattern(
            r"\bd ?c\b|\bc ?d\b|\bd k\b|\bdk\b|\bdr cr\b|\bcr dr\b|debit credit|credit debit"
            r"|debet credit|soll haben|\bs h\b|\baf bij\b|bij af|\bbe ki\b|debit or credit"
            r"|transaction type|\btype\b|bevétel kiadás|收支|收 支|借贷|借 贷|direction"
            r"|direccion|sens\b|signe|sign\b|indicator|kennzeichen|приход расход|тип операции"
            r"|tipo|deebet kreedit|debets kredits|wn ma|\bcode\b|\bznak|credit debet|in out|io\b"
            r"|art$|\btyp\b|交易类型|入出金|mutatiesoort|debit/credit|dt kt"
        ),
    ),
    (
        Role.STATUS,
        folded_pattern(
            r"status|\bstate\b|état\b|estado|stato\b|situação|stav\b|állapot|tila\b|статус|状态"
            r"|状態|durum|\binfo\b|cleared|pending"
        ),
    ),
    (
        Role.EXTERNAL_ID,
        folded_pattern(
            r"transaction (id|code|number|no|ref)|\btxn ?id|\bid\b|fitid|unique|transaktionscode"
            r"|verifikation|transactiereferentie|volgn|archiv|id transak|numer transakcji"
            r"|číslo transak|banki azonos|交易单号|交易订单号|流水号|日志号|日 志 号|arkivno"
            r"|arkisto|operation id|reference number|номер операции|id pohybu|id operace"
            r"|kennung der|referans|identifica|balance transaction"
        ),
    ),
    (
        Role.REFERENCE,
        folded_pattern(
            r"referen|\bref\b|cheque|check (no|num|#)|chq|end to end|kundenref|número de doc"
            r"|documento|mandat|\bvs\b|variabil|symbol|\bks\b|\bss\b|number|nummer|\bnum\b"
            r"|numero|номер|код|doc n|商户单号|商家订单号|viite|\bkid\b|betalingskenmerk|\bogm\b"
        ),
    ),
    (
        Role.CATEGORY,
        folded_pattern(
            r"categor|kategor|rubri|budgetgrupp|catégor|classification|类别|分类|категор"
            r"|交易分类|genre|\bmcc\b"
        ),
    ),
    (
        Role.PAYEE,
        folded_pattern(
            r"payee|merchant|begünstig|beguenstig|begünst|empf(ä|ae)?nger|auftraggeber"
            r"|zahlungsempf|zahlungsbet|zahlungspfl|counter ?party|\bname\b|naam|navn|\bnamn"
            r"|\bnom\b|nombre|beneficiar|bénéficiaire|gegenpartei|partner|partei|tegenpartij"
            r"|kontrahent|nadawca|odbiorca|název protiúčtu|protistran|ellenoldali név|mottagare"
            r"|mottaker|modtager|avsändare|saaja|maksaja|получател|отправител|контраген|对方"
            r"|交易对方|商户|対象|摘要先|店名|利用店|description payee|title|gavėj|gavej|saņēm"
            r"|makseja|händler|handelaar|vendor|seller|payer|from$|to$|destinatario|ordenante"
            r"|tiers|alıcı|establec"
        ),
    ),
    (
        Role.MEMO,
        folded_pattern(
            r"descri|memo|note|verwendungszweck|buchungstext|omschrijving|mededeling|libell"
            r"|détail|detail|concept|descrip|causale|narrat|particulars|text\b|purpose|vwz"
            r"|remark|comment|messag|popis|zpráva|správa|opis|tytuł|tytul|közlemény|megnevezés"
            r"|beskriv|rubrik|selite|viesti|описан|назначени|основани|подробн|açıklama|aciklama"
            r"|摘要|说明|附言|备注|商品|用途|内容|適用|お取扱|取引内容|적요|내용|히스토리"
            r"|historico|lançamento|transação|histórico|movimiento|operation|operación|vorgang"
            r"|wat|reason|action|payment details|explan|nature|item|wording|betreff|info"
            r"|transaktion|transaction|subject|activity|motiv|paaiškin|paskirtis|selgitus"
            r"|maksātāj|pamatoj|kommentar"
        ),
    ),
    (
        Role.ACCOUNT,
        folded_pattern(
            r"account|konto|rekening|compte|cuenta|conta\b|účet|účtu|számla|rachunek|счет|счёт"
            r"|账户|账号|卡号|口座|auftragskonto|tili\b|card n|kartennummer|sąskait|product"
        ),
    ),
)
_TABLES = {"date": _DATE_WORDS, "number": _NUMBER_WORDS, "text": _TEXT_WORDS}
_NET = folded_pattern(r"inclusive of fees|incl fees|\bnet\b|netto|\bnetto|实付|到账")
_BOOKED = folded_pattern(
    r"account currency|платежа|в валюте счета|валюту счета|billing|booked|buchungsbetrag|settle"
    r"|入账|记账|结算|发生|posted|in eur\b|amount total|item total|v měně účtu|zaúčtovan"
    r"|w walucie rachunku|kontowähr|\bumsatz in|montant en euro|bedrag in eur|importe euros"
)
_TRADE = (
    folded_pattern(
        r"\b(symbol|ticker|isin|wkn|cusip|security|securities|valor(en)?n(umme)?r|titel)\b|证券|股票|銘柄"
    ),
    folded_pattern(r"quantity|\bshares\b|\bunits\b|stück|anzahl|aantal|quantit|cantidad|数量|株数"),
    folded_pattern(r"\bprice\b|\bkurs\b|koers|\bcours\b|\bprezzo\b|\bprecio\b|价格|均价|単価"),
)
_FOREIGN_MARK = bare("fremdwähr")


@lru_cache(maxsize=4096)
def heading_role(heading: str, kind: str) -> Role | None:
    """Return what `heading` says of a column whose cells are of `kind` (date, number or text)."""
    folded = fold(heading)
    if not folded or len(folded) > 80:
        return None
    for role, pattern in _TABLES[kind]:
        if pattern.search(folded):
            return role
    return None


def amount_rank(heading: str) -> int:
    """Rank the heading of an amount: 3 what reached the account, 2 booked, 1 any, 0 foreign."""
    folded = fold(heading)
    if _NET.search(folded):
        return 3
    return 2 if _BOOKED.search(folded) and _FOREIGN_MARK not in folded else 1


def trade_column(headings: Sequence[str]) -> int | None:
    """Return the column of the security where headings name it, its quantity and its price."""
    folded = [fold(heading) for heading in headings]
    columns = [
        next((at for at, text in enumerate(folded) if pattern.search(text)), None)
        for pattern in _TRADE
    ]
    return None if None in columns else columns[0]


def heading_strength(cells: list[str]) -> tuple[int, bool]:
    """Return how many cells of a row read as headings, and whether date and amount are there."""
    kinds = [{kind for kind in _TABLES if heading_role(cell, kind)} for cell in cells]
    known = sum(1 for found in kinds if found)
    money = any(
        heading_role(cell, "number") in {Role.AMOUNT, Role.DEBIT, Role.CREDIT} for cell in cells
    )
    dated = any(heading_role(cell, "date") in {Role.DATE, Role.VALUE_DATE} for cell in cells)
    return known, money and dated
