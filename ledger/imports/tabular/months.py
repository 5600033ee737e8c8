"""The months by their names in many languages, as the Unicode CLDR has them, folded.

They stand here because the library that has them reads a file for each language.
"""

from __future__ import annotations

_NAMES = (
    # 1
    (
        "ene enero gen gener gennaio ian ianuarie jaan jaanuar jan janeiro januar januara januari "
        "january janv janvaris janvier led leden ledna oca ocak saus sausio sausis sij sijecanj "
        "sijecnja sty styczen stycznia tammi tammikuu tammikuuta ιαν ιανουαριοσ ιανουαριου січ "
        "січень січня янв январь января яну януари јан јануар ינו ינואר يناير"
    ),
    # 2
    (
        "feb febbraio febr febrer febrero februar februara februari februarie februaris february "
        "fev fevereiro fevr fevrier helmi helmikuu helmikuuta lut lutego luty sub subat uno unor "
        "unora vas vasario vasaris veebr veebruar velj veljaca veljace φεβ φεβρουαριοσ "
        "φεβρουαριου лют лютии лютого феб фебруар фев февр февраль февраля февруари פבר פברואר "
        "فبراير"
    ),
    # 3
    (
        "bre brezen brezna kov kovas kovo maalis maaliskuu maaliskuuta maart mar marc marca march "
        "marcius marco marec maret mars mart martie marts marz marzec marzo mrt mrz ozu ozujak "
        "ozujka μαρ μαρτιοσ μαρτιου бер березень березня мар март марта מרץ مارس"
    ),
    # 4
    (
        "abr abril apr april aprila aprile aprilie aprilis aprill avr avril bal balandis "
        "balandzio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecien kwietnia nis nisan tra "
        "travanj travnja απρ απριλιοσ απριλιου апр апрель апреля април квіт квітень квітня אפר "
        "אפריל ابريل"
    ),
    # 5
    (
        "geg geguze geguzes kve kveten kvetna mag maggio mai maig maijs maio maj maja majus may "
        "mayis mayo mei svi svibanj svibnja touko toukokuu toukokuuta μαι μαιοσ μαιου маи мая мај "
        "трав травень травня מאי مايو"
    ),
    # 6
    (
        "birz birzelio birzelis cerven cervna cvn cze czerwca czerwiec giu giugno haz haziran iun "
        "iunie juin jun juna june junho juni junij junijs junio junius juny juuni kesa kesakuu "
        "kesakuuta lipanj lipnja ιουν ιουνιοσ ιουνιου июн июнь июня черв червень червня юни јун "
        "יוני يونيو"
    ),
    # 7
    (
        "cervence cervenec cvc heina heinakuu heinakuuta iul iulie juil juillet jul jula julho "
        "juli julij julijs julio juliol julius july juuli liep liepa liepos lip lipca lipiec lug "
        "luglio srpanj srpnja tem temmuz ιουλ ιουλιοσ ιουλιου июл июль июля лип липень липня юли "
        "јул יולי يوليو"
    ),
    # 8
    (
        "ago agost agosto agu agustos agustus aout aug august augusta augusti augusts augustus "
        "augusztus avg avgust elo elokuu elokuuta kol kolovoz kolovoza rugp rugpjucio rugpjutis "
        "sie sierpien sierpnia srp srpen srpna αυγ αυγουστοσ αυγουστου авг август августа серп "
        "серпень серпня אוג אוגוסט اغسطس"
    ),
    # 9
    (
        "eyl eylul rugs rugsejis rugsejo ruj rujan rujna sep sept september septembra septembre "
        "septembrie septembris septiembre set setembre setembro settembre syys syyskuu syyskuuta "
        "szept szeptember wrz wrzesien wrzesnia zar zari σεπ σεπτεμβριοσ σεπτεμβριου вер вересень "
        "вересня сент сентябрь сентября сеп септембар септември ספט ספטמבר سبتمبر"
    ),
    # 10
    (
        "eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober "
        "oktobra oktobris oktoober ott ottobre out outubro paz pazdziernik pazdziernika rij rijen "
        "rijna spal spalio spalis οκτ οκτωβριοσ οκτωβριου жовт жовтень жовтня окт октобар "
        "октомври октябрь октября אוק אוקטובר اكتوبر"
    ),
    # 11
    (
        "kas kasim lapkr lapkricio lapkritis lis listopad listopada listopadu marras marraskuu "
        "marraskuuta noiembrie nov november novembra novembre novembris novembro noviembre stu "
        "studeni studenoga νοε νοεμβριοσ νοεμβριου лист листопад листопада нов новембар ное "
        "ноември нояб ноябрь ноября נוב נובמבר نوفمبر"
    ),
    # 12
    (
        "ara aralik dec december decembra decembre decembrie decembris des desember desembre dets "
        "detsember dez dezember dezembro dic dicembre diciembre gru grudnia grudzien gruod "
        "gruodis gruodzio joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ "
        "δεκεμβριοσ δεκεμβριου груд грудень грудня дек декабрь декабря декември дец децембар דצמ "
        "דצמבר ديسمبر"
    ),
)
MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
"""1 … 12 by the folded name or abbreviation of a month; of clashes, the commoner."""
