"""The rules engine, without Django: conditions and actions as JSON, compiled to a fast function.

`conditions` says when a rule holds, by the tests of `comparisons`, and `actions` what it sets;
`engine` runs a household's rules over transactions. Text is compared in the form that `text.fold`
gives it; `patterns` refuses regular expressions that could be slow or match by accident.
"""
