"""Makes clinical texts with marked identifiers: carriers of every genre, filled, shuffled and roughened.

    python generate.py 5 --seed 1        prints five

Everything is invented. Names come from our own lists and from Faker's (MIT); every seventh family name and town is spelled
by a Markov chain, so that the model learns from what stands around a name and not from a list.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import string
import sys
import unicodedata
from collections import defaultdict
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "lists"
LOCALES = (
    "en_US en_GB en_IN es_MX es_ES fr_FR de_DE it_IT pl_PL nl_NL pt_BR sv_SE fi_FI cs_CZ hu_HU ro_RO hr_HR tr_TR id_ID no_NO da_DK "
    "vi_VN fil_PH en_IE en_NZ sl_SI lt_LT lv_LV et_EE yo_NG zu_ZA tw_GH ga_IE"
).split()
Segment = tuple[str, str]
"""Words and what they are: a kind, or "" for words that identify nobody."""


@cache
def sections(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    here = ""
    for line in (LISTS / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            if re.fullmatch(r"\[[a-z0-9_]+\]", line):
                here = line[1:-1]
                continue
        if line and not line.startswith("# "):
            found[here].append(line.replace("\\n", "\n").replace("\\t", "\t"))
    return found


@cache
def words(kind: str) -> list[str]:
    return [w.strip() for line in sections("words.txt")[kind] for w in line.split(",") if w.strip()]


@cache
def people() -> list[tuple[list[str], list[str]]]:
    """Given and family names, a culture a pair."""
    groups = []
    for lines in sections("names.txt").values():
        given, family = ([n.strip() for n in line.split(",") if n.strip()] for line in lines)
        groups.append((given, family))
    try:
        from importlib import import_module

        for locale in LOCALES:
            try:
                provider = import_module(f"faker.providers.person.{locale}").Provider
            except ImportError:
                continue
            lists = []
            for part in ("first", "last"):
                got: list[str] = []
                for attribute in (f"{part}_names", f"{part}_names_male", f"{part}_names_female"):
                    value = getattr(provider, attribute, ())
                    got += list(value)
                lists.append(
                    [
                        n
                        for n in got
                        if isinstance(n, str) and re.match(r"[^\W\d_]", n) and "LATIN" in unicodedata.name(n[0], "")
                    ]
                )
            if all(lists):
                groups.append((lists[0], lists[1]))
    except ImportError:
        pass
    return groups


@cache
def _chain(what: str) -> dict[str, list[str]]:
    source = [n for _, family in people() for n in family[:400]] if what == "family" else words(what)
    chain: dict[str, list[str]] = defaultdict(list)
    for word in source:
        padded = "^^" + word.lower() + "$"
        for i in range(len(padded) - 2):
            chain[padded[i : i + 2]].append(padded[i + 2])
    return chain


class Maker:
    """Fills slots. Within one text people return, as they do in notes."""

    def __init__(self, seed: int | random.Random) -> None:
        self.r = seed if isinstance(seed, random.Random) else random.Random(seed)
        self.cast: list[tuple[str, str]] = []
        self.style = 0

    # -- people ---------------------------------------------------------------------------------------------
    def spelled(self, what: str) -> str:
        chain = _chain(what)
        for _ in range(20):
            out = "^^"
            while not out.endswith("$") and len(out) < 14:
                out += self.r.choice(chain[out[-2:]])
            out = out.strip("^$")
            if 3 <= len(out) <= 11 and out.isalpha():
                return out.capitalize()
        return "Talvik"

    def person(self) -> tuple[str, str]:
        r = self.r
        if self.cast and r.random() < 0.35:
            return r.choice(self.cast)
        groups = people()
        own = len(sections("names.txt"))
        given, family = groups[r.randrange(own) if r.random() < 0.55 else r.randrange(len(groups))]
        f, n = r.choice(given), r.choice(family)
        p = r.random()
        if p < 0.14:
            n = self.spelled("family")
            f = self.spelled("family") if r.random() < 0.3 else f
        elif p < 0.30:
            n = r.choice(groups[r.randrange(own)][1])
        if r.random() < 0.04:
            n = f"{n}-{r.choice(r.choice(groups)[1])}"
        self.cast.append((f, n))
        return f, n

    def N(self) -> str:
        r = self.r
        f, n = self.person()
        p = r.random()
        if p < 0.54:
            return f"{f} {n}"
        if p < 0.56:
            return f"{f} {r.choice(['van', 'de', 'bin', 'Mac', 'von', 'al-', 'ibn', 'der', 'dos', 'St.', 'Ní', 'Ó', 'O’'])} {n}"
        if p < 0.58:
            return f'{f} "{r.choice(r.choice(people())[0])}" {n}'
        if p < 0.60:
            return f"{f}-{r.choice(r.choice(people())[0])} {n}"
        if p < 0.72:
            return f"{f} {self.letter()}{r.choice(['.', '.', ''])} {n}"
        if p < 0.80:
            return f"{f[0]}. {n}"
        if p < 0.84:
            return f"{f} {r.choice(r.choice(people())[0])} {n}"
        if p < 0.88:
            return f"{f[0]}.{self.letter()}. {n}"
        if p < 0.90:
            return f"{f[0]} {n}"
        if p < 0.93:
            return f"{f} {n} {r.choice(['Jr.', 'Sr.', 'III', 'II', 'Jr'])}"
        if p < 0.96:
            return n + ", " + f
        return f"{f} {n[0]}."

    def letter(self) -> str:
        return self.r.choice(string.ascii_uppercase)

    def NLF(self) -> str:
        f, n = self.person()
        tail = self.r.choice(["", "", f" {self.letter()}.", f" {self.letter()}", f" {self.letter()}."])
        n = n.upper() if self.r.random() < 0.3 else n
        return f"{n}{self.r.choice([', ', ', ', ',', ' , '])}{self.r.choice([f, f, f, f[0] + '.'])}{tail}"

    def NLFU(self) -> str:
        f, n = self.person()
        form = self.r.choice([f"{n}, {f}", f"{n},{f}", f"{f} {n}", f"{n}, {f} {self.letter()}", f"{n} {f}", f"{n}^{f}"])
        return form.upper()

    def NDU(self) -> str:
        f, n = self.person()
        return self.r.choice([f"{f} {n}", f"{f[0]}. {n}", n, f"{f} {self.letter()}. {n}"]).upper()

    def ND(self) -> str:
        f, n = self.person()
        return self.r.choice(
            [f"{f} {n}", f"{f} {n}", f"{f[0]}. {n}", n, n, f"{f} {self.letter()}. {n}", f"{f[0]}{self.letter()} {n}"]
        )

    def NL(self) -> str:
        return self.person()[1]

    def NF(self) -> str:
        return self.person()[0]

    def NEP(self) -> str:
        names = [e.split()[0].removesuffix("'s").removesuffix("'") for e in words("eponym")]
        return self.r.choice([n for n in names if n.isalpha() and n[0].isupper() and len(n) > 3 and n != "Using"])

    def NW(self) -> str:
        given, family = [[n.strip() for n in line.split(",")] for line in sections("names.txt")["word_names"]]
        return self.r.choice(given if self.r.random() < 0.7 else [n for n in family if len(n) > 2])

    def NI(self) -> str:
        r = self.r
        f, n = self.person()
        a, b = f[0].upper(), n[0].upper()
        return r.choice([a + b, f"{a}.{b}.", f"{a}{self.letter()}{b}", f"{a}. {b}.", f"{a}.{self.letter()}.{b}."])

    def NI0(self) -> str:
        return self.letter()

    def NMI(self) -> str:
        return self.letter()

    def NTI(self) -> str:
        return "".join(self.r.choices(string.ascii_lowercase, k=self.r.choice([2, 2, 3])))

    def NTIU(self) -> str:
        return self.r.choice([self.NTI().upper(), self.NUS()])

    def NUS(self) -> str:
        r = self.r
        f, n = (re.sub(r"[^a-z]", "", _plain(x).lower()) or "sam" for x in self.person())
        return r.choice(
            [
                f"{f}.{n}",
                f"{f[0]}{n}",
                f"{f[0]}{n}{r.randrange(1, 99)}",
                f"{n}{f[0]}",
                f"{f}_{n}",
                f"{f}{n[0]}",
                f"{n}.{f[0]}",
                f"{f}{r.randrange(60, 2010)}",
                f"{n}{r.randrange(1, 9)}",
                f"{f[0]}.{n}",
                f"{f}-{n}",
                f"{n[:6]}{f[:2]}",
                f"{f}{n}",
            ]
        )

    def NS(self) -> str:
        f, n = self.person()
        sep = self.r.choice(["-", " ", "-"])
        spell = lambda w: sep.join(c for c in _plain(w).upper() if c.isalpha())
        return self.r.choice([spell(n), f"{spell(f)} {spell(n)}", spell(n)])

    NSL = NS

    def NU2(self) -> str:
        return self.N().upper()

    def NHL(self) -> str:
        r = self.r
        f, n = self.person()
        out = f"{n}^{f}" + r.choice(
            ["", f"^{self.letter()}", f"^{self.letter()}^", f"^{r.choice(r.choice(people())[0])}", "^^"]
        )
        return out.upper() if r.random() < 0.7 else out

    def NHLD(self) -> str:
        f, n = self.person()
        out = f"{n}^{f}" + self.r.choice(["", f"^{self.letter()}"])
        return out.upper() if self.r.random() < 0.6 else out

    # -- dates ----------------------------------------------------------------------------------------------
    def when(self) -> datetime:
        r = self.r
        if r.random() < 0.35:
            return datetime(1925, 1, 1) + timedelta(days=r.randrange(36000))
        return datetime(2012, 1, 1) + timedelta(minutes=r.randrange(8_000_000))

    def D(self) -> str:
        r, t = self.r, self.when()
        if r.random() < 0.12:
            return self.DS()
        m, d, y, yy = t.month, t.day, t.year, f"{t.year % 100:02d}"
        mon, month = t.strftime("%b"), t.strftime("%B")
        forms = [
            f"{m:02d}/{d:02d}/{y}",
            f"{m:02d}/{d:02d}/{y}",
            f"{m}/{d}/{y}",
            f"{m}/{d}/{yy}",
            f"{m:02d}/{d:02d}/{yy}",
            f"{m}-{d}-{yy}",
            f"{m:02d}-{d:02d}-{y}",
            f"{d:02d}/{m:02d}/{y}",
            f"{d}.{m}.{y}",
            f"{d:02d}.{m:02d}.{yy}",
            f"{y}-{m:02d}-{d:02d}",
            f"{y}-{m:02d}-{d:02d}",
            f"{y}/{m:02d}/{d:02d}",
            f"{month} {d}, {y}",
            f"{month} {d}, {y}",
            f"{mon} {d}, {y}",
            f"{mon} {d} {y}",
            f"{d} {month} {y}",
            f"{d} {mon} {y}",
            f"{d:02d}-{mon}-{y}",
            f"{d:02d}{mon.upper()}{y}",
            f"{d}-{mon}-{yy}",
            f"{month} {_th(d)}, {y}",
            f"{_th(d)} {month} {y}",
            f"{_th(d)} of {month}, {y}",
            f"{mon}. {d}, {y}",
            f"{y}.{m:02d}.{d:02d}",
            f"{m} / {d} / {yy}",
            f"{y}{m:02d}{d:02d}",
            f"{m}.{d}.{yy}",
            f"{month.upper()} {d}, {y}",
            f"{yy}.{m}.{d}",
            f"{y}-{m:02d}-{d:02d}",
            f"the {_th(d)} of {month}"[4:],
            f"{y}-{mon}-{d:02d}",
            f"{d:02d} {mon.upper()} {yy}",
            f"{d}.{_ROMAN[m]}.{yy}",
            f"{d}/{m}/{yy}",
            f"{d}.{m}.{yy}",
            f"{d}-{m}-{y}",
        ]
        return r.choice(forms)

    def DS(self) -> str:
        r, t = self.r, self.when()
        m, d = t.month, t.day
        mon, month = t.strftime("%b"), t.strftime("%B")
        return r.choice(
            [
                f"{m}/{d}",
                f"{m}/{d}",
                f"{m}/{d}",
                f"{m:02d}/{d:02d}",
                f"{month} {d}",
                f"{mon} {d}",
                f"{month} {_th(d)}",
                f"{d} {mon}",
                f"{d} {month}",
                f"{m}-{d}",
                f"{_th(d)} {month}",
                f"{mon} {_th(d)}",
                f"{m}/{d}/{t.year % 100:02d}",
                f"{m}/{d}/{t.year % 100:02d}",
                f"{mon.lower()} {d}",
                f"{d}/{m}",
                f"{d}.{m}.",
                f"{_th(d)}",
                f"{mon} '{t.year % 100:02d}",
                f"{m}/{t.year}",
                f"{mon} {t.year}",
                f"{month} {t.year}",
                f"{m:02d}/{t.year}",
                f"{d}{mon.upper()}",
                f"{_ordinal(d)}",
                f"{_th(d)} of {month}",
                f"{m}/{d}/{t.year}",
                f"{d}-{mon}",
                f"{month} of {t.year}",
                f"{d} {mon} {t.year % 100:02d}",
            ]
        )

    def DOF(self) -> str:
        t = self.when()
        return self.r.choice(
            [
                f"{_th(t.day)} of {t:%B}",
                f"{_ordinal(t.day)} of {t:%B}",
                f"{_th(t.day)} of {t:%b}",
                f"{_th(t.day)} {t:%B}",
            ]
        )

    def DTH(self) -> str:
        d = self.r.randrange(1, 32)
        return self.r.choice([_th(d), _th(d), _ordinal(d)])

    def DM(self) -> str:
        t = self.when()
        return self.r.choice(
            [t.strftime("%B")] * 4 + [t.strftime("%b")] * 2 + [t.strftime("%B").lower(), t.strftime("%b").lower()]
        )

    def DH(self) -> str:
        return self.r.choice(words("holiday"))

    def DISO(self) -> str:
        return self.when().strftime("%Y-%m-%d")

    def DTS(self) -> str:
        t = self.when()
        return t.strftime(
            self.r.choice(
                [
                    "%Y-%m-%dT%H:%M:%S",
                    "%Y-%m-%dT%H:%M:%SZ",
                    "%Y-%m-%dT%H:%M:%S.%fZ",
                    "%Y-%m-%dT%H:%M:%S-05:00",
                    "%Y-%m-%dT%H:%M:%S+01:00",
                    "%Y-%m-%dT%H:%MZ",
                ]
            )
        )

    def DHL(self) -> str:
        return self.when().strftime(
            self.r.choice(["%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d", "%Y%m%d%H%M%S.%f-0500", "%Y%m%d%H%M%S-0600"])
        )

    def DH8(self) -> str:
        return self.when().strftime("%Y%m%d")

    def DLOG(self) -> str:
        return self.when().strftime("%d/%b/%Y:%H:%M:%S +0000")

    def DW(self) -> str:
        t = self.when()
        spoken = (
            _number(t.year // 100)
            + " "
            + (
                _number(t.year % 100)
                if t.year % 100 > 9
                else "oh " + _number(t.year % 100)
                if t.year % 100
                else "hundred"
            )
        )
        form = self.r.choice(
            [
                f"{t:%B} {_ordinal(t.day)} {spoken}",
                f"{t:%B} {t.day} {t.year}",
                f"{t:%B} the {_ordinal(t.day)}",
                f"{_ordinal(t.day)} of {t:%B} {spoken}",
                f"{t:%B} {_ordinal(t.day)}",
            ]
        )
        return form if self.r.random() < 0.4 else form.upper()

    # -- places ---------------------------------------------------------------------------------------------
    def LC(self) -> str:
        r = self.r
        p = r.random()
        if p < 0.5:
            return r.choice(words("city"))
        if p < 0.68:
            return self.spelled("city") + r.choice(
                ["", "", "ville", "ton", " Falls", " Springs", "burg", "field", " Heights", "dale", "port", " Beach"]
            )
        if p < 0.86:
            base = r.choice([self.NL(), self.NL(), r.choice(words("street_name"))]).split()[0]
            return (
                r.choice(
                    [
                        "Port ",
                        "Lake ",
                        "New ",
                        "North ",
                        "East ",
                        "West ",
                        "South ",
                        "Fort ",
                        "Mount ",
                        "St. ",
                        "Upper ",
                        "Little ",
                        "San ",
                        "Santa ",
                        "El ",
                        "Los ",
                    ]
                )
                + base
                if r.random() < 0.55
                else base
                + r.choice(
                    [
                        "ville",
                        "ton",
                        "burg",
                        " City",
                        " Creek",
                        " Junction",
                        "mouth",
                        "stad",
                        " Valley",
                        "borough",
                        "shire",
                        " Park",
                        "-on-Sea",
                        " Green",
                    ]
                )
            )
        return self.faker_city()

    def faker_city(self) -> str:
        groups = _faker_cities()
        return self.r.choice(self.r.choice(groups)) if groups else "Alder Creek"

    def LCO(self) -> str:
        return self.r.choice([self.r.choice(words("county")), f"{self.NL()} County", f"{self.spelled('city')} County"])

    def LZ(self) -> str:
        r = self.r
        return r.choice(
            [f"{r.randrange(501, 99950):05d}"] * 4
            + [f"{r.randrange(501, 99950):05d}-{r.randrange(1, 9999):04d}", self.postcode(), self.postcode()]
        )

    def postcode(self) -> str:
        r = self.r
        a, z = string.ascii_uppercase, string.digits
        return r.choice(
            [
                f"{r.choice(a)}{r.choice(a)}{r.choice(z)} {r.choice(z)}{r.choice(a)}{r.choice(a)}",
                f"{r.choice(a)}{r.choice(z)}{r.choice(z)} {r.choice(z)}{r.choice(a)}{r.choice(a)}",
                f"{r.choice(a)}{r.choice(z)}{r.choice(a)} {r.choice(z)}{r.choice(a)}{r.choice(z)}",
                f"{r.randrange(1000, 9999)}",
            ]
        )

    def st(self) -> str:
        return self.r.choice(
            "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR".split()
        )

    def STREETONLY(self) -> str:
        r = self.r
        name = r.choice([r.choice(words("street_name")), self.NL(), self.spelled("city")])
        return (
            r.choice(["", "", "", "N. ", "S ", "East ", "West ", "NW ", "Old "])
            + name
            + " "
            + r.choice(words("street_tail"))
        )

    def L(self) -> str:
        r = self.r
        p = r.random()
        if p < 0.08:
            return self.PO()
        if p < 0.12:
            return r.choice(
                [
                    f"RR {r.randrange(1, 9)} Box {r.randrange(1, 400)}",
                    f"Flat {r.randrange(1, 40)}, {r.randrange(1, 200)} {self.STREETONLY()}",
                    f"{r.randrange(1, 40)}/{r.randrange(1, 200)} {self.STREETONLY()}",
                    f"Calle {self.NL()} {r.randrange(1, 200)}",
                    f"{r.choice(['Rua', 'Via', 'Rue de', 'Avenida', 'Jalan'])} {self.NL()} {r.randrange(1, 300)}",
                    f"{self.NL()}straße {r.randrange(1, 99)}",
                    f"County Road {r.randrange(1, 400)}",
                    f"Highway {r.randrange(1, 99)} mile {r.randrange(1, 99)}",
                ]
            )
        unit = r.choice(
            [
                "",
                "",
                "",
                f" Apt {r.randrange(1, 400)}",
                f", Apt. {r.randrange(1, 40)}{self.letter()}",
                f" #{r.randrange(1, 400)}",
                f", Unit {r.randrange(1, 40)}",
                f" Ste {r.randrange(100, 900)}",
                f", Suite {r.randrange(100, 900)}",
                f" apt {r.randrange(1, 20)}{self.letter().lower()}",
                f", {_th(r.randrange(2, 9))} floor",
                f" Lot {r.randrange(1, 99)}",
            ]
        )
        number = r.choice(
            [
                str(r.randrange(1, 200)),
                str(r.randrange(1, 9999)),
                str(r.randrange(100, 99999)),
                f"{r.randrange(1, 300)}{self.letter()}",
                f"{r.randrange(1, 300)}-{r.randrange(1, 99):02d}",
            ]
        )
        return f"{number} {self.STREETONLY()}{unit}"

    def PO(self) -> str:
        return self.r.choice(["PO Box ", "P.O. Box ", "P O Box ", "POB ", "PO box "]) + str(self.r.randrange(1, 9999))

    def STZ(self) -> str:
        return f"{self.st()} {self.LZ()}"

    def LA(self) -> str:
        r = self.r
        state = r.choice([self.st(), self.st(), self.st(), r.choice(words("state"))])
        return r.choice(
            [
                f"{self.L()}, {self.LC()}, {state} {self.LZ()}",
                f"{self.L()}, {self.LC()} {state} {self.LZ()}",
                f"{self.L()}, {self.LC()}, {state}",
                f"{self.L()}, {self.LC()}",
                f"{self.L()}, {self.LC()}, {self.postcode()}",
                f"{self.L()} {self.LC()} {state} {self.LZ()}",
            ]
        )

    def LHL(self) -> str:
        out = f"{self.L()}^{self.r.choice(['', '', 'APT ' + str(self.r.randrange(1, 60))])}^{self.LC()}^{self.st()}^{self.LZ()}"
        return out.upper() if self.r.random() < 0.6 else out

    # -- organisations ---------------------------------------------------------------------------------------
    def _head(self) -> str:
        r = self.r
        p = r.random()
        return (
            r.choice(words("org_head"))
            if p < 0.5
            else self.LC()
            if p < 0.75
            else self.NL()
            if p < 0.85
            else f"{self.spelled('city')}"
        )

    def OH(self) -> str:
        r = self.r
        p = r.random()
        if p < 0.22:
            return r.choice(words("hospital"))
        if p < 0.27:
            return r.choice(words("org_abbrev"))
        if p < 0.33:
            return r.choice(words("org_head")[:12])
        return f"{self._head()} {r.choice(words('hospital_tail'))}"

    def OC(self) -> str:
        if self.r.random() < 0.15:
            tail = self.r.choice(words("clinic_tail"))
            return self.r.choice(
                [
                    f"{tail} of {self.LC()}",
                    f"{tail} Assoc. of {self.LC()}",
                    f"{self._head()} {self.r.choice(['Peds', 'Ortho', 'Heart', 'Rheum', 'Derm', 'Drug', 'Radiology', 'Lab', 'Eye', 'GI', 'Apothecary', 'Chemist', 'Surgery', 'Reference Lab', 'DME', 'Medical Supply'])}",
                ]
            )
        return f"{self._head()} {self.r.choice(words('clinic_tail'))}"

    def ON(self) -> str:
        return f"{self._head()} {self.r.choice(words('facility_tail'))}"

    def OE(self) -> str:
        r = self.r
        return (
            f"the {r.choice(['Dog', 'Red', 'White', 'Old', 'Golden', 'Black'])} {r.choice(['Lion', 'Swan', 'Horse', 'Oak', 'Bear', 'Crown', 'Anchor', 'Partridge', 'Fox'])}"[
                4:
            ]
            if r.random() < 0.04
            else f"{self.NL()} {self.NL()} & {self.NL()} {r.choice(['LLP', 'PC', 'Attorneys', 'Funeral Home', ''])}".strip()
            if r.random() < 0.06
            else r.choice(words("employer"))
            if r.random() < 0.35
            else f"{self._head()} {r.choice(words('employer_tail'))}"
            if r.random() < 0.8
            else f"{self.NL()} & {r.choice(['Sons', self.NL(), 'Co.'])}"
        )

    def OS(self) -> str:
        return f"{self._head()} {self.r.choice(words('school_tail'))}"

    def OI(self) -> str:
        return (
            self.r.choice(words("insurer"))
            if self.r.random() < 0.75
            else f"{self._head()} {self.r.choice(['Health Plan', 'Insurance', 'Mutual', 'Health Partners', 'Medicare Advantage', 'PPO', 'Life & Health'])}"
        )

    def OHX(self) -> str:
        return self.r.choice(
            [
                self.OH().upper(),
                self.r.choice(words("org_abbrev")),
                self.OH(),
                self.OH().upper().replace(" ", "_").replace(",", ""),
            ]
        )

    OCX = OHX

    def OIX(self) -> str:
        return self.OI().upper()

    # -- contact ---------------------------------------------------------------------------------------------
    def PH(self) -> str:
        r = self.r
        a, b, c = f"{r.randrange(201, 990)}", f"{r.randrange(200, 999)}", f"{r.randrange(0, 9999):04d}"
        if r.random() < 0.3:
            b = "555"
        forms = [
            f"({a}) {b}-{c}",
            f"{a}-{b}-{c}",
            f"{a}-{b}-{c}",
            f"{a}.{b}.{c}",
            f"{a} {b} {c}",
            f"{a}{b}{c}",
            f"1-{a}-{b}-{c}",
            f"+1 {a} {b} {c}",
            f"+1-{a}-{b}-{c}",
            f"+1{a}{b}{c}",
            f"({a}){b}-{c}",
            f"{b}-{c}",
            f"{b}-{c}",
            f"{b} {c}",
            f"{a}/{b}-{c}",
            f"{a} - {b} - {c}",
            f"({a}) {b} {c}",
            f"{a})-{b}-{c}",
            f"{a}-{b}{c}",
            f"{a}–{b}–{c}",
            f"{a}·{b}·{c}",
            f"+44 20 {r.randrange(1000, 9999)} {c}",
            f"0{r.randrange(7000, 7999)} {r.randrange(100000, 999999)}",
            f"07{r.randrange(100, 999)} {r.randrange(100, 999)} {r.randrange(100, 999)}",
            f"+91 {r.randrange(70000, 99999)} {r.randrange(10000, 99999)}",
            f"+{r.randrange(30, 99)} {r.randrange(1, 99)} {r.randrange(100, 9999)} {c}",
            f"0{r.randrange(1, 9)} {r.randrange(1000, 9999)} {c}",
            f"04{r.randrange(10, 99)} {r.randrange(100, 999)} {r.randrange(100, 999)}",
            f"00{r.randrange(30, 99)} {r.randrange(10, 99)} {r.randrange(100, 999)} {c}",
            f"0{r.randrange(10, 999)}-{r.randrange(1000, 999999)}",
        ]
        ext = r.choice(
            [""] * 8
            + [
                f" x{r.randrange(10, 9999)}",
                f" ext {r.randrange(10, 9999)}",
                f" ext. {r.randrange(10, 999)}",
                f"x{r.randrange(100, 99999)}",
            ]
        )
        return r.choice(forms) + ext

    FX = PH

    def PHW(self) -> str:
        r = self.r
        n = r.choice([7, 10, 10])
        digits = [
            r.choice(["zero oh o 0".split()[r.randrange(4)]] if d == 0 else [_number(d)] * 5 + [str(d)])
            for d in (r.randrange(10) for _ in range(n))
        ]
        groups = [digits[:3], digits[3:6], digits[6:]] if n == 10 else [digits[:3], digits[3:]]
        return r.choice([" ", ", ", " - ", " "]).join(r.choice([" ", " ", "-"]).join(g) for g in groups)

    def PHHL(self) -> str:
        return self.r.choice(
            [
                self.PH(),
                self.PH(),
                f"{self.PH()}^PRN^PH",
                f"^PRN^PH^^1^{self.r.randrange(201, 989)}^{self.r.randrange(2000000, 9999999)}",
            ]
        )

    def ext(self) -> str:
        return str(self.r.randrange(10, 9999))

    def host(self) -> str:
        r = self.r
        base = (
            re.sub(r"[^a-z]", "", _plain(r.choice([self._head(), self.spelled("family"), "mail", "health"])).lower())
            or "clinic"
        )
        return r.choice(
            [
                "gmail.com",
                "yahoo.com",
                "hotmail.com",
                "outlook.com",
                "aol.com",
                "icloud.com",
                "example.org",
                f"{base}health.org",
                f"{base}.com",
                f"{base}med.edu",
                f"{base}hosp.org",
                f"{base}.nhs.uk",
                f"{base}clinic.net",
                f"mail.{base}.co.uk",
                f"{base}.example",
                "proton.me",
            ]
        )

    def EM(self) -> str:
        r = self.r
        user = (
            self.NUS()
            if r.random() < 0.9
            else r.choice(
                ["frontdesk", "billing", "records", "nurse", "info", "scheduling", "hope4u", "mom_of_3", "gofish77"]
            )
        )
        user += r.choice([""] * 9 + ["+" + r.choice(["clinic", "kids", "health", "rx"])])
        out = f"{user}@{self.host()}"
        return out if r.random() < 0.95 else out.upper()

    def PHSP(self) -> str:
        """A number said or written digit by digit."""
        r = self.r
        n = r.choice(["3 3 4", "3 3 4", "3 4"]).split()
        sep = r.choice([" . ", " - ", "  ", ", ", " "])
        return sep.join(" ".join(self.digits(1, 1) for _ in range(int(g))) for g in n)

    def _said(self, groups: list[int]) -> str:
        r = self.r
        out = []
        for g in groups:
            digits = [r.randrange(10) for _ in range(g)]
            words_ = []
            for i, d in enumerate(digits):
                if i and d == digits[i - 1] and r.random() < 0.5:
                    words_[-1] = (
                        f"double {words_[-1]}" if not words_[-1].startswith(("double", "triple")) else words_[-1]
                    )
                else:
                    words_.append(r.choice(["oh", "zero"]) if d == 0 else _number(d))
            out.append(" ".join(words_))
        said = r.choice([", ", " ", " dash "]).join(out)
        return said.upper() if r.random() < 0.4 else said

    def SSNW(self) -> str:
        return self._said([3, 2, 4])

    def MRNW(self) -> str:
        return self._said([self.r.randrange(5, 9)])

    def IBAN(self) -> str:
        r = self.r
        body = self.digits(14, 22)
        full = self.caps(2, 2) + self.digits(2, 2) + r.choice(["", self.caps(4, 4)]) + body
        return full if r.random() < 0.4 else " ".join(full[i : i + 4] for i in range(0, len(full), 4))

    def URW(self) -> str:
        return self.host().replace(".", " dot ") + self.r.choice(
            ["", " slash book", " slash pay", f" slash {self.NUS()}"]
        )

    def nus(self) -> str:
        return self.NUS()

    def EMS(self) -> str:
        user, host = self.EM().lower().split("@")
        sep = self.r.choice([" dot ", " dot ", " (dot) ", " [dot] ", "[dot]", "(dot)"])
        at = self.r.choice([" at ", " at ", " (at) ", " [at] ", " AT ", " @ ", "[at]", "(at)"])
        user = user.replace(".", sep).replace("_", " underscore ") if self.r.random() < 0.8 else user
        return user + at + host.replace(".", sep)

    def UR(self) -> str:
        r = self.r
        path = r.choice(
            [
                "",
                f"/{self.NUS()}",
                f"/p/{r.randrange(1000, 999999)}",
                f"/patient/{r.randrange(1000, 999999)}/labs",
                f"/j/{r.randrange(10**9, 10**10)}",
                f"/share?id={self.code()}",
                "/results",
                f"/u/{self.code()}",
            ]
        )
        return (
            r.choice(["https://", "https://", "http://", "", "www.", "https://www."])
            + r.choice(
                [
                    f"portal.{self.host()}",
                    self.host(),
                    f"mychart.{self.host()}",
                    "zoom.us",
                    "drive.google.com",
                    "bit.ly",
                ]
            )
            + path
        )

    def IP(self) -> str:
        r = self.r
        if r.random() < 0.15:
            return (
                ":".join(f"{r.randrange(65536):x}" for _ in range(8))
                if r.random() < 0.5
                else f"2001:db8::{r.randrange(65536):x}:{r.randrange(65536):x}"
            )
        return (
            ".".join(str(r.randrange(1, 255)) for _ in range(4))
            if r.random() < 0.6
            else r.choice(["10.", "192.168.", "172.16."]) + ".".join(str(r.randrange(1, 255)) for _ in range(3))[:99]
        )

    # -- numbers ---------------------------------------------------------------------------------------------
    def odd(self) -> str:
        """A number as no two houses write it: groups of digits and letters with some mark between."""
        r = self.r
        sep = r.choice(["-", "-", "-", "/", ".", " ", ":", "_"])
        groups = [
            r.choice(
                [
                    self.digits(2, 5),
                    self.digits(1, 4),
                    self.digits(3, 6),
                    self.caps(1, 3),
                    f"{self.caps(1, 2)}{self.digits(1, 5)}",
                    f"{self.r.randrange(18, 27)}",
                ]
            )
            for _ in range(r.choice([2, 2, 3, 3, 4]))
        ]
        if sum(c.isdigit() for g in groups for c in g) < 4:
            groups.append(self.digits(4, 6))
        return sep.join(groups)

    def digits(self, low: int, high: int) -> str:
        return "".join(self.r.choices(string.digits, k=self.r.randint(low, high)))

    def caps(self, low: int, high: int) -> str:
        return "".join(self.r.choices(string.ascii_uppercase, k=self.r.randint(low, high)))

    def code(self) -> str:
        return "".join(self.r.choices(string.ascii_letters + string.digits, k=self.r.randint(6, 12)))

    def SSN(self) -> str:
        a, b, c = self.digits(3, 3), self.digits(2, 2), self.digits(4, 4)
        return self.r.choice(
            [
                f"{a}-{b}-{c}",
                f"{a}-{b}-{c}",
                f"{a}-{b}-{c}",
                f"{a} {b} {c}",
                f"{a}{b}{c}",
                f"XXX-XX-{c}",
                f"***-**-{c}",
                f"{a}.{b}.{c}",
            ]
        )

    def SSN4(self) -> str:
        return self.digits(4, 4)

    def MRN(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        r = self.r
        return r.choice(
            [self.digits(6, 8)] * 5
            + [
                self.digits(5, 10),
                f"{self.caps(1, 3)}{self.digits(5, 8)}",
                f"{self.caps(2, 3)}-{self.digits(4, 7)}",
                f"{self.digits(2, 3)}-{self.digits(2, 3)}-{self.digits(2, 3)}",
                f"00{self.digits(5, 7)}",
                f"{self.digits(3, 4)} {self.digits(3, 4)}",
                f"{self.caps(1, 2)}-{self.digits(4, 5)}-{self.digits(2, 2)}",
                f"E{self.digits(7, 9)}",
                f"{self.digits(7, 7)}{self.caps(1, 1)}",
                f"MR{self.digits(6, 6)}",
            ]
        )

    def NHS(self) -> str:
        return self.r.choice(
            [
                f"{self.digits(3, 3)} {self.digits(3, 3)} {self.digits(4, 4)}",
                self.digits(10, 10),
                f"{self.digits(3, 3)}-{self.digits(3, 3)}-{self.digits(4, 4)}",
            ]
        )

    def ENC(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                self.digits(7, 11),
                f"V{self.digits(7, 10)}",
                f"ENC-{self.digits(5, 8)}",
                f"E-{self.digits(5, 9)}",
                f"{self.digits(4, 4)}-{self.digits(4, 6)}",
                f"FIN{self.digits(6, 9)}",
            ]
        )

    def ACC(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        y = self.r.randrange(15, 27)
        return self.r.choice(
            [
                f"{self.caps(1, 2)}{y}-{self.digits(3, 6)}",
                f"S-{y}-{self.digits(4, 5)}",
                f"{self.caps(2, 3)}-{self.digits(5, 8)}",
                f"{y}-{self.digits(4, 7)}",
                f"{y}{self.caps(1, 2)}{self.digits(5, 8)}",
                self.digits(7, 10),
                f"A{self.digits(6, 9)}",
                f"20{y}-{self.caps(1, 2)}-{self.digits(4, 5)}",
                f"{self.caps(1, 1)}{y}:{self.digits(3, 5)}",
                f"{self.caps(2, 2)}{y}-{self.digits(4, 5)}-{self.caps(1, 1)}",
            ]
        )

    def HP(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                f"{self.caps(3, 3)}{self.digits(8, 12)}",
                f"W{self.digits(8, 9)}",
                self.digits(8, 12),
                f"{self.digits(1, 1)}{self.caps(1, 1)}{self.digits(1, 1)}-{self.caps(2, 2)}{self.digits(1, 1)}-{self.caps(2, 2)}{self.digits(2, 2)}",
                f"1{self.caps(1, 1)}{self.caps(1, 1)}{self.digits(1, 1)}{self.caps(2, 2)}{self.digits(1, 1)}{self.caps(2, 2)}{self.digits(2, 2)}",
                f"{self.caps(2, 4)}-{self.digits(5, 9)}",
                f"{self.digits(9, 9)}{self.caps(1, 1)}",
                f"{self.caps(1, 3)} {self.digits(3, 4)} {self.digits(3, 5)}",
                f"H{self.digits(4, 8)}-{self.digits(2, 3)}",
                f"GRP{self.digits(4, 7)}",
            ]
        )

    def AC(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                self.digits(7, 12),
                f"ACT-{self.digits(5, 9)}",
                f"AC{self.digits(6, 10)}",
                f"{self.digits(4, 4)} {self.digits(4, 4)} {self.digits(4, 4)} {self.digits(4, 4)}",
                f"CLM{self.digits(6, 10)}",
                f"{self.digits(4, 6)}-{self.digits(2, 4)}",
                f"{self.digits(4, 4)}-{self.digits(4, 4)}-{self.digits(4, 4)}-{self.digits(4, 4)}",
                f"{self.caps(2, 2)}-{self.digits(4, 6)}-{self.digits(2, 3)}",
            ]
        )

    def DEA(self) -> str:
        return self.caps(2, 2) + self.digits(7, 7)

    def NPI(self) -> str:
        return "1" + self.digits(9, 9)

    def LIC(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                f"{self.caps(1, 1)}{self.digits(7, 8)}",
                self.digits(7, 9),
                f"{self.caps(2, 2)}{self.digits(5, 7)}",
                f"MD{self.digits(5, 6)}",
                f"DL-{self.digits(5, 8)}",
                f"{self.caps(1, 1)}{self.digits(3, 3)}-{self.digits(4, 4)}-{self.digits(4, 4)}",
                f"{self.caps(1, 2)}.{self.digits(4, 6)}",
                f"RN{self.digits(6, 7)}",
            ]
        )

    def PLATE(self) -> str:
        return self.r.choice(
            [
                f"{self.digits(1, 1)}{self.caps(3, 3)}{self.digits(3, 3)}",
                f"{self.caps(3, 3)}-{self.digits(3, 4)}",
                f"{self.caps(3, 3)} {self.digits(3, 4)}",
                f"{self.caps(2, 2)}{self.digits(2, 2)} {self.caps(3, 3)}",
                f"{self.digits(3, 3)} {self.caps(3, 3)}",
                f"{self.caps(1, 1)}{self.digits(2, 2)}-{self.caps(3, 3)}",
            ]
        )

    def VIN(self) -> str:
        return "".join(self.r.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=17))

    def SER(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                f"{self.caps(2, 3)}{self.digits(6, 8)}{self.r.choice(['', self.caps(1, 1)])}",
                self.digits(6, 10),
                f"{self.caps(1, 3)}-{self.digits(4, 8)}",
                f"{self.caps(3, 3)}{self.digits(6, 6)}H",
                f"{self.digits(2, 4)}-{self.digits(4, 6)}",
                f"SN{self.digits(5, 9)}",
            ]
        )

    def UDI(self) -> str:
        return (
            f"(01){self.digits(14, 14)}(17){self.digits(6, 6)}(21){self.caps(1, 2)}{self.digits(5, 8)}"
            if self.r.random() < 0.7
            else f"(01){self.digits(14, 14)}(10){self.caps(1, 1)}{self.digits(4, 6)}"
        )

    def STU(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                f"{self.digits(2, 3)}-{self.digits(3, 4)}",
                f"{self.caps(2, 4)}-{self.digits(2, 3)}-{self.digits(3, 4)}",
                f"S{self.digits(3, 5)}",
                f"P-{self.digits(3, 5)}",
                f"{self.caps(2, 5)}{self.digits(3, 5)}",
                f"SUBJ-{self.digits(3, 6)}",
                f"{self.digits(4, 6)}",
                f"{self.caps(3, 4)}-{self.digits(3, 4)}",
            ]
        )

    def OID(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        y = self.r.randrange(18, 27)
        return self.r.choice(
            [
                self.digits(5, 10),
                f"{self.caps(1, 4)}-{self.digits(4, 8)}",
                f"{self.caps(1, 3)}{self.digits(4, 9)}",
                f"{y}-{self.digits(4, 7)}",
                f"{self.digits(3, 5)}-{self.digits(3, 5)}",
                f"20{y}-{self.digits(4, 6)}",
                f"{self.caps(2, 3)}-20{y}-{self.digits(3, 5)}",
                f"REQ{self.digits(5, 9)}",
                f"{self.caps(2, 3)}/{y}/{self.digits(3, 5)}",
                f"ORD{self.digits(5, 8)}",
                f"#{self.digits(4, 7)}"[1:],
            ]
        )

    def MSG(self) -> str:
        if self.r.random() < 0.14:
            return self.odd()
        return self.r.choice(
            [
                f"MSG{self.digits(5, 9)}",
                self.digits(6, 14),
                f"{self.caps(1, 3)}{self.digits(6, 12)}",
                f"Q{self.digits(8, 9)}T{self.digits(7, 8)}X{self.digits(4, 6)}",
            ]
        )

    def FID(self) -> str:
        r = self.r
        hexa = lambda n: "".join(r.choices("0123456789abcdef", k=n))
        return r.choice(
            [
                f"{hexa(8)}-{hexa(4)}-4{hexa(3)}-a{hexa(3)}-{hexa(12)}",
                f"pat-{self.digits(3, 6)}",
                self.digits(4, 8),
                f"{hexa(8)}",
                f"{self.NUS()}-{self.digits(2, 3)}",
                f"obs-{hexa(6)}",
                f"enc{self.digits(4, 7)}",
            ]
        )

    # -- ages ------------------------------------------------------------------------------------------------
    def A90(self) -> str:
        r = self.r
        return (
            str(r.choice([r.randrange(90, 100), r.randrange(90, 100), r.randrange(90, 110)]))
            if r.random() < 0.82
            else self.A90W()
        )

    def A90W(self) -> str:
        n = self.r.choice([*range(90, 100), *range(90, 100), 101, 102, 103])
        word = (
            f"ninety{self.r.choice(['-', '-', ' '])}{_number(n - 90)}"
            if 90 < n < 100
            else "ninety"
            if n == 90
            else f"one hundred {self.r.choice(['and ', ''])}{_number(n - 100)}"
        )
        return self.r.choice([word, word, word.upper(), word.capitalize()])

    # -- words that identify nobody --------------------------------------------------------------------------
    def plain(self, slot: str) -> str:
        r = self.r
        match slot:
            case "drug" if r.random() < 0.22:
                # A name nobody has heard of, where only a drug can stand.
                name = self.spelled("drug")
                return r.choice([name, name, name.lower(), f"{name} {r.choice(words('coined_tail'))}"])
            case "eponym" if r.random() < 0.4:
                who = r.choice([lambda: r.choice(r.choice(people())[1]), lambda: self.spelled("family")])
                name = f"{who()}-{who()}" if r.random() < 0.25 else who()
                return name + r.choice(["", "'s", "", ""]) + " " + r.choice(words("eponym_noun"))
            case "epname":
                return (
                    self.NEP()
                    if r.random() < 0.5
                    else r.choice([self.spelled("family"), r.choice(r.choice(people())[1])])
                )
            case "agew":
                word = _number(r.randrange(13, 90))
                word = word.replace(" ", r.choice(["-", " "]))
                return r.choice([word, word.upper(), word.capitalize()])
            case "msgtype":
                return (
                    f"{r.choice(['ADT', 'ORU', 'ORM', 'OML', 'RDE', 'SIU', 'MDM', 'DFT', 'VXU', 'ACK', 'QRY'])}^{r.choice('AOPRSTVWZ')}{r.randrange(1, 60):02d}"
                    + r.choice(
                        ["", "", f"^{r.choice(['ADT', 'ORU', 'RDE'])}_{r.choice('AOR')}{r.randrange(1, 40):02d}"]
                    )
                )
            case "ndc":
                return r.choice(
                    [
                        f"{self.digits(5, 5)}-{self.digits(3, 4)}-{self.digits(2, 2)}",
                        f"{self.digits(4, 4)}-{self.digits(4, 4)}-{self.digits(2, 2)}",
                    ]
                )
            case "hcpcs":
                return r.choice("JGAQEL") + self.digits(4, 4)
            case "mil":
                return f"{r.randrange(24):02d}{r.randrange(60):02d}"
            case "age":
                return str(r.choice([r.randrange(1, 90), r.randrange(20, 90), r.randrange(60, 90)]))
            case "sex":
                return r.choice("MFMFMFmf")
            case "sexw":
                return r.choice(
                    ["male", "female", "man", "woman", "M", "F", "male", "female", "gentleman", "lady", "boy", "girl"]
                )
            case "gender":
                return r.choice(["male", "female", "unknown", "other"])
            case "dose":
                return r.choice(
                    [
                        f"{r.choice([1, 2, 5, 10, 20, 25, 40, 50, 75, 81, 90, 100, 200, 250, 325, 500, 650, 1000])}{r.choice([' mg', 'mg', ' mcg', ' g', ' units', ' mL', ' mEq'])}",
                        f"{r.random() * 10:.1f} mg",
                        f"{r.randrange(1, 20)} mg/kg",
                        f"{r.randrange(2, 100)}u",
                    ]
                )
            case "drugdose":
                return f"{self.plain('drug')} {self.plain('dose')} {r.choice(['daily', 'BID', 'TID', 'q6h', 'q8h prn', 'PO daily', 'IV x1', 'qhs', 'po qd', 'SQ q12h', 'twice daily', 'every 4 hours', 'nightly', 'at bedtime', 'weekly', 'IV q24h', 'once', 'bid with meals', 'now'])}"
            case "dur":
                return f"{r.choice([str(r.randrange(2, 14)), r.choice(['two', 'three', 'four', 'six', 'ten', 'several', 'a few', 'about 2', '2-3', '7-10'])])} {r.choice(['days', 'days', 'weeks', 'wks', 'months', 'mo', 'hours', 'hrs', 'years', 'yrs', 'd', 'minutes', 'min'])}"
            case "time":
                h, m = r.randrange(24), r.randrange(60)
                return r.choice(
                    [
                        f"{h:02d}:{m:02d}",
                        f"{h:02d}:{m:02d}",
                        f"{h:02d}{m:02d}",
                        f"{h % 12 + 1}:{m:02d} {r.choice(['AM', 'PM', 'am', 'pm'])}",
                        f"{h % 12 + 1}{r.choice(['am', 'pm', ' AM', ' p.m.'])}",
                        f"{h:02d}:{m:02d}:{r.randrange(60):02d}",
                        f"{h:02d}{m:02d}h",
                    ]
                )
            case "year":
                return str(r.choice([r.randrange(1950, 2027), r.randrange(1990, 2027), r.randrange(2005, 2027)]))
            case "bp":
                return f"{r.randrange(80, 210)}/{r.randrange(40, 120)}"
            case "hr":
                return str(r.randrange(45, 150))
            case "rr":
                return str(r.randrange(8, 36))
            case "temp":
                return r.choice([f"{r.uniform(96, 104):.1f}", f"{r.uniform(35.5, 40):.1f}"])
            case "spo2":
                return str(r.randrange(84, 101))
            case "na":
                return str(r.randrange(120, 160))
            case "cl":
                return str(r.randrange(85, 120))
            case "dec":
                return r.choice(
                    [
                        f"{r.uniform(0, 20):.1f}",
                        f"{r.uniform(0, 10):.2f}",
                        str(r.randrange(1, 400)),
                        f"{r.uniform(0.1, 3):.2f}",
                    ]
                )
            case "big":
                return str(r.choice([r.randrange(60, 500), r.randrange(100, 2000), r.randrange(1000, 20000)]))
            case "big7":
                return str(r.randrange(100000, 999999999))
            case "small" | "small1":
                return str(r.randrange(1, 10))
            case "small2":
                return str(r.randrange(10, 60))
            case "ext":
                return self.ext()
            case "bed":
                return r.choice(
                    [
                        str(r.randrange(1, 40)),
                        f"{r.randrange(100, 999)}",
                        f"{r.randrange(100, 999)}-{r.choice('AB12')}",
                        f"{r.randrange(1, 20)}{r.choice('ABC')}",
                        f"{r.randrange(1, 9)}{r.choice('NSEW')}{r.randrange(10, 30)}",
                    ]
                )
            case "icd":
                return f"{r.choice('ABCDEFGHIJKLMNRSTZ')}{r.randrange(10, 99)}{r.choice(['', f'.{r.randrange(0, 10)}', f'.{r.randrange(10, 99)}', f'.{r.randrange(100, 999)}', f'.{r.randrange(10, 99)}1A'])}"
            case "cpt":
                return str(r.randrange(10021, 99499))
            case "loinc" | "loinchl":
                code = f"{r.randrange(100, 99999)}-{r.randrange(10)}"
                return code if slot == "loinc" else f"{code}^{self.plain('lab')}^LN"
            case "nct":
                return f"NCT{r.randrange(10**7):08d}"
            case "doi":
                return f"10.{r.randrange(1000, 9999)}/{r.choice(['jama', 'nejmoa', 's', 'j.chest', 'annonc', 'cir'])}{r.choice(['.', ''])}{r.randrange(2000, 2026)}.{r.randrange(1000, 99999)}"
            case "pmid":
                return str(r.randrange(10**6, 4 * 10**7))
            case "lot":
                return self.r.choice(
                    [
                        f"{self.caps(1, 2)}{self.digits(4, 6)}",
                        self.digits(5, 7),
                        f"{self.caps(2, 2)}{self.digits(4, 4)}{self.caps(1, 1)}",
                    ]
                )
            case "mmyy0":
                return self.plain("year")
            case "model":
                return r.choice(
                    [
                        f"{self.caps(1, 3)}{r.randrange(1, 9999)}",
                        f"{r.randrange(1000, 9999)}",
                        f"{self.caps(1, 2)}-{r.randrange(10, 999)}",
                        f"{self.caps(3, 4)}{r.randrange(100, 999)}{self.caps(1, 1)}",
                    ]
                )
            case "cite":
                return self.citation()
            case "unit":
                return r.choice(
                    [
                        "mg/dL",
                        "mmol/L",
                        "g/dL",
                        "K/uL",
                        "U/L",
                        "mEq/L",
                        "ng/mL",
                        "pg/mL",
                        "%",
                        "mm/hr",
                        "10*3/uL",
                        "mL/min/1.73m2",
                        "uIU/mL",
                        "IU/L",
                        "sec",
                        "fL",
                    ]
                )
            case "range":
                a = r.uniform(0, 100)
                return r.choice(
                    [f"{a:.1f}-{a * 1.6:.1f}", f"{a:.0f}-{a + 50:.0f}", f"< {a:.1f}", f"{a:.2f} - {a * 2:.2f}"]
                )
            case "flag":
                return r.choice(["H", "L", "N", "HH", "", "A", "*", "high", "LOW"])
            case "lab":
                return r.choice(
                    "WBC,Hemoglobin,Hematocrit,Platelets,Sodium,Potassium,Chloride,CO2,BUN,Creatinine,Glucose,Calcium,Albumin,AST,ALT,Alk Phos,Total Bilirubin,Lipase,Lactate,Troponin I,BNP,TSH,Free T4,HbA1c,LDL,HDL,Triglycerides,INR,PT,PTT,D-dimer,CRP,ESR,Ferritin,Vitamin B12,Vitamin D,PSA,Magnesium,Phosphorus,Procalcitonin,Ammonia,CK,eGFR,MCV,RDW,Neutrophils,Lymphs,hCG,Digoxin level,Vancomycin trough,Urine protein,pH,pCO2".split(
                        ","
                    )
                )
            case "exam":
                return r.choice(
                    "CT abdomen and pelvis,CT head,CTA chest,chest X-ray,CXR PA/LAT,MRI brain,MRI lumbar spine,MRI knee,mammogram,DEXA scan,echocardiogram,TTE,stress test,EKG,colonoscopy,EGD,renal ultrasound,RUQ US,venous duplex,PET/CT,bone scan,sleep study,EMG,EEG,Holter,biopsy,Pap,blood work,lab,A1c,UA,barium swallow,KUB,HIDA,V/Q scan".split(
                        ","
                    )
                )
            case "symptom":
                return r.choice(
                    "chest pain,shortness of breath,SOB,fever,chills,cough,nausea,vomiting,diarrhea,abdominal pain,headache,dizziness,weakness,fatigue,back pain,knee pain,rash,swelling,palpitations,syncope,dysuria,hematuria,blurry vision,sore throat,numbness,confusion,a fall,weight loss,night sweats,constipation,insomnia,itching,bleeding,leg swelling,low mood,wheezing,poor PO intake,hip pain,jaw pain,lightheadedness".split(
                        ","
                    )
                )
            case "todo":
                return r.choice(
                    "am labs,repeat lytes,f/u cultures,wean O2,PT eval,trend trop,dc foley,advance diet,pain control,family meeting,await bed,MRI today,CT pending,restart home meds,monitor UOP,blood x1,d/c tomorrow,replete K,check vanc trough,swallow eval,SW consult,NPO p MN,call the lab,recheck BP,low sodium diet,ambulate TID".split(
                        ","
                    )
                )
            case "job":
                return r.choice(
                    "teacher,nurse,truck driver,farmer,welder,electrician,carpenter,cook,cashier,mechanic,attorney,accountant,janitor,plumber,miner,firefighter,police officer,bus driver,barber,librarian,engineer,nanny,student,veteran,machinist,roofer,secretary".split(
                        ","
                    )
                )
            case "arrival":
                return r.choice(
                    ["EMS", "ambulance", "private vehicle", "walk-in", "helicopter", "wheelchair", "police"]
                )
            case "subject":
                return r.choice(
                    [
                        "labs",
                        "records request",
                        "follow up",
                        "referral",
                        "refill",
                        "appointment",
                        "schedule",
                        "discharge",
                        "insurance",
                        "FMLA form",
                        "MRI results",
                        "question",
                        "prior auth",
                    ]
                )
            case "season":
                return r.choice(["spring", "summer", "fall", "winter", "autumn"])
            case "car":
                return r.choice(
                    [
                        "Honda Civic",
                        "Ford F-150",
                        "pickup",
                        "Toyota Camry",
                        "sedan",
                        "motorcycle",
                        "Jeep",
                        "SUV",
                        "Chevy Tahoe",
                        "moped",
                        "van",
                    ]
                )
            case "lang":
                return r.choice(
                    "Spanish,Vietnamese,Mandarin,Cantonese,Arabic,Somali,Russian,Haitian Creole,Tagalog,Korean,Farsi,Amharic,Hmong,Portuguese,Nepali,ASL,Polish,French,Hindi,Punjabi,Swahili,Navajo".split(
                        ","
                    )
                )
            case "organ":
                return r.choice(
                    [
                        "gallbladder",
                        "appendix",
                        "left breast mass",
                        "skin, left arm",
                        "colon polyp",
                        "uterus",
                        "thyroid, right lobe",
                        "lymph node",
                        "prostate cores",
                        "placenta",
                        "tonsils",
                        "kidney",
                    ]
                )
            case "suture":
                return f"{r.choice(['2-0', '3-0', '4-0', '5-0', '0'])} {r.choice(['Vicryl', 'Prolene', 'Monocryl', 'silk', 'nylon', 'PDS', 'Ethibond', 'chromic'])}"
            case "trial":
                return r.choice(
                    "PARADIGM-HF,DAPA-CKD,SPRINT,ACCORD,EMPA-REG,RECOVERY,ARISTOTLE,RE-LY,ROCKET AF,CREST,FREEDOM,KEYNOTE-189,CHARM,COURAGE,HOPE-3,DREAM,ASCOT,ALLHAT,WOSCOPS,LEADER,SUSTAIN-6,PROSPER,ATHENA,GRACE,FAME 2,MARK,VICTORIA,JUPITER,IMPROVE-IT,ODYSSEY,FOURIER".split(
                        ","
                    )
                )
            case "app":
                return r.choice(
                    [
                        "EPIC",
                        "CERNER",
                        "LAB",
                        "RAD",
                        "ADT",
                        "LIS",
                        "PACS",
                        "EHR",
                        "MEDITECH",
                        "HIS",
                        "PHARM",
                        "SUNQUEST",
                    ]
                )
            case "race":
                return r.choice(["", "W", "B", "A", "2106-3", "H", "U"])
            case "ms":
                return r.choice(["M", "S", "D", "W", ""])
            case "rel3":
                return r.choice(["SPO", "MTH", "FTH", "SON", "DAU", "WIFE", "SIS", "SPO^Spouse"])
            case "wardhl":
                return r.choice(["ICU^101^A", "4W^412^1", "ED^^", "MED^22^B", "NICU^3", "2E^201-A", "OR^2"])
            case "svc":
                return r.choice(["MED", "SUR", "CAR", "PED", "OBS"])
            case "sysuri":
                return r.choice(
                    [
                        "urn:oid:2.16.840.1.113883.3.42.7",
                        "http://hl7.org/fhir/sid/us-ssn",
                        "urn:mrn",
                        "http://terminology.hl7.org/CodeSystem/v2-0203",
                        "urn:oid:1.2.36.146.595.217.0.1",
                    ]
                )
            case _:
                out = r.choice(words({"cred": "credential", "nct": "nct"}.get(slot, slot)))
                return out

    def citation(self) -> str:
        r = self.r
        groups = people()
        who = lambda: f"{r.choice(r.choice(groups)[1])}"
        ini = lambda: self.caps(1, 2)
        y = r.randrange(1985, 2026)
        vol, p = r.randrange(1, 400), r.randrange(1, 3000)
        j = r.choice(words("journal"))
        return r.choice(
            [
                f"{who()} {ini()}, {who()} {ini()}, et al. {j}. {y};{vol}:{p}-{p + 9}",
                f"{who()} et al., {j} {y}",
                f"{who()} et al. {y}",
                f"{who()} and {who()} ({y})",
                f"{who()} et al ({y})",
                f"{j} {y};{vol}:{p}",
                f"{who()}, {ini()[0]}. et al. ({y}) {j}, {vol}, {p}",
                f"{who()} and colleagues",
                f"{who()} {ini()}. {j} {y};{vol}({r.randrange(1, 12)}):{p}.",
            ]
        )


KINDS = {
    "N": "NAME", "NLF": "NAME", "NLFU": "NAME", "ND": "NAME", "NDU": "NAME", "NL": "NAME", "NF": "NAME", "NEP": "NAME", "NW": "NAME", "NI": "NAME", "NMI": "NAME", "NI0": "NAME",
    "NTI": "NAME", "NTIU": "NAME", "NUS": "NAME", "NS": "NAME", "NSL": "NAME", "NU2": "NAME", "NHL": "NAME", "NHLD": "NAME",
    "D": "DATE", "DS": "DATE", "DM": "DATE", "DTH": "DATE", "DOF": "DATE", "DH": "DATE", "DISO": "DATE", "DTS": "DATE", "DHL": "DATE", "DH8": "DATE", "DLOG": "DATE", "DW": "DATE",
    "A90": "AGE90", "A90W": "AGE90",
    "LC": "LOCATION", "LCO": "LOCATION", "LZ": "LOCATION", "L": "LOCATION", "LA": "LOCATION", "LHL": "LOCATION", "PO": "LOCATION", "STREETONLY": "LOCATION", "STZ": "LOCATION",
    "OH": "ORG", "OC": "ORG", "ON": "ORG", "OE": "ORG", "OS": "ORG", "OI": "ORG", "OHX": "ORG", "OCX": "ORG", "OIX": "ORG",
    "PH": "PHONE", "FX": "FAX", "PHW": "PHONE", "PHSP": "PHONE", "SSNW": "SSN", "MRNW": "MRN", "IBAN": "ACCOUNT", "URW": "URL", "PHHL": "PHONE", "EM": "EMAIL", "EMS": "EMAIL", "UR": "URL", "IP": "IP",
    "SSN": "SSN", "SSN4": "SSN", "MRN": "MRN", "NHS": "MRN", "ENC": "MRN", "HP": "HEALTH_PLAN", "AC": "ACCOUNT", "DEA": "LICENSE", "NPI": "LICENSE", "LIC": "LICENSE",
    "PLATE": "VEHICLE", "VIN": "VEHICLE", "SER": "DEVICE", "UDI": "DEVICE", "ACC": "OTHER_ID", "STU": "OTHER_ID", "OID": "OTHER_ID", "MSG": "OTHER_ID", "FID": "OTHER_ID",
}  # fmt: skip
LABELS = [
    "O",
    "NAME",
    "DATE",
    "AGE90",
    "LOCATION",
    "ORG",
    "PHONE",
    "FAX",
    "EMAIL",
    "URL",
    "IP",
    "SSN",
    "MRN",
    "HEALTH_PLAN",
    "ACCOUNT",
    "LICENSE",
    "VEHICLE",
    "DEVICE",
    "OTHER_ID",
]
_SLOT = re.compile(r"\{([A-Za-z][A-Za-z0-9]*)\}")
_LOWER = {"nus": "NUS", "nf": "NF", "nl": "NL", "nw": "NW", "nd": "ND", "lc": "LC"}


def fill(carrier: str, maker: Maker) -> list[Segment]:
    out: list[Segment] = []
    last = 0
    for slot in _SLOT.finditer(carrier):
        out.append((carrier[last : slot.start()], ""))
        last = slot.end()
        name = slot[1]
        if name in _LOWER:
            out.append((getattr(maker, _LOWER[name])().lower(), KINDS[_LOWER[name]]))
        elif name in KINDS:
            words_ = getattr(maker, name)()
            # The 4th of July and PRN^PH: some forms hold words that are only around the identifier.
            if name == "PHHL" and "^" in words_:
                out += [(p, "PHONE" if sum(map(str.isdigit, p)) > 1 else "") for p in re.split(r"(\^)", words_)]
            elif name == "UDI":
                out += (
                    [(p, "" if p.startswith("(") else "DEVICE") for p in re.split(r"(\(\d\d\))", words_)]
                    if maker.r.random() < 0
                    else [(words_, "DEVICE")]
                )
            else:
                out.append((words_, KINDS[name]))
        elif name == "st":
            # A state belongs to the address on its line; alone it identifies nobody.
            follows = len(out) > 1 and out[-2][1] == "LOCATION" and out[-1][0] in (", ", " ")
            if follows:
                out[-1] = (out[-1][0], "LOCATION")
            out.append((maker.st(), "LOCATION" if follows else ""))
        elif re.fullmatch(r"[a-z]+\d?", name):
            out.append((maker.plain(name), ""))
        else:
            out.append((slot[0], ""))
    out.append((carrier[last:], ""))
    return [s for s in out if s[0]]


# -- roughness -----------------------------------------------------------------------------------------------


def _typo(word: str, r: random.Random) -> str:
    if len(word) < 4:
        return word
    i = r.randrange(1, len(word) - 1)
    return r.choice(
        [
            word[:i] + word[i + 1 :],
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i] + word[i:],
            word[:i] + r.choice(string.ascii_lowercase) + word[i + 1 :],
        ]
    )


_OCR = str.maketrans({"l": "1", "O": "0", "o": "0", "S": "5", "B": "8", "I": "l", "0": "O", "1": "l"})
_SPOKEN = {".": " PERIOD", ",": " COMMA", ":": " COLON"}


def roughen(segments: list[Segment], r: random.Random) -> list[Segment]:
    mode = r.random()
    if mode < 0.13:
        segments = [(w.lower(), k) for w, k in segments]
    elif mode < 0.23:
        segments = [(w.upper(), k) for w, k in segments]
        if r.random() < 0.25:
            segments = [
                (re.sub(r"([.,:])(?=\s|$)", lambda m: _SPOKEN[m[1]], w), k) if not k else (w, k) for w, k in segments
            ]
    elif mode < 0.27:
        segments = [(w.title(), k) if not k else (w, k) for w, k in segments]
    if r.random() < 0.10:
        segments = [(re.sub(r"[.,;:]", "", w), k) if not k and r.random() < 0.7 else (w, k) for w, k in segments]
    if r.random() < 0.06:
        segments = [(re.sub(r"\n+", " ", w), k) if not k else (w, k) for w, k in segments]
    if r.random() < 0.05:
        segments = [
            (re.sub(r"(?<=\w) (?=\w)", lambda _: "\n" if r.random() < 0.08 else " ", w), k) for w, k in segments
        ]
    if r.random() < 0.12:
        p = r.choice([0.02, 0.05, 0.1])
        segments = [
            (re.sub(r"[^\W\d_]{4,}", lambda m: _typo(m[0], r) if r.random() < p else m[0], w), k) for w, k in segments
        ]
    if r.random() < 0.05:
        p = r.choice([0.05, 0.15])
        segments = [
            (re.sub(r"\w", lambda m: m[0].translate(_OCR) if r.random() < p else m[0], w), k) for w, k in segments
        ]
    if r.random() < 0.10:
        segments = [(_plain(w), k) for w, k in segments]
    if r.random() < 0.04:
        segments = [(w.replace("'", "’").replace('"', "”"), k) for w, k in segments]
    if r.random() < 0.04:
        segments = [(re.sub(r"  +", " ", w), k) for w, k in segments]
    return segments


# -- documents -----------------------------------------------------------------------------------------------


def _pick(sections_: dict[str, list[str]], name: str, r: random.Random) -> str:
    return r.choice(sections_[name])


def dense(r: random.Random, maker: Maker) -> list[Segment]:
    """A note as it is typed under pressure: fragments in any order, few verbs, any separator."""
    pieces = sections("fragments.txt")
    clean = [c for c in sections("clean.txt")["clean"] if len(c) < 45]
    named = [c for c in sections("carriers.txt")["line"] if len(c) < 45]
    share = r.choice([0, 0, 0.1, 0.2, 0.35])
    join = r.choice([". ", ". ", "; ", ", ", " ", " - ", "\n", " / ", "  "])
    out: list[Segment] = []
    if share and r.random() < 0.4:
        out += fill(_pick(sections("carriers.txt"), "head", r), maker)
    for _ in range(r.randrange(3, 22)):
        p = r.random()
        if p < share:
            line = _pick(pieces, "short", r) if r.random() < 0.6 else r.choice(named)
        else:
            line = r.choice(pieces["fragment"]) if p < share + (1 - share) * 0.6 else r.choice(clean)
        out += [*fill(line.rstrip("."), maker), (join if r.random() < 0.85 else r.choice([" ", ", ", "\n", ". "]), "")]
    return out


def document(r: random.Random) -> tuple[str, list[Segment]]:
    maker = Maker(r)
    marked, clean = sections("carriers.txt"), sections("clean.txt")
    p = r.random()
    join = r.choice(["\n", " ", "\n", " ", "\n\n"])
    if r.random() < 0.18:
        return "dense", roughen(dense(r, maker), r)
    if p < 0.43:
        genre = "note"
        lines = [_pick(marked, "head", r)] if r.random() < 0.55 else []
        for _ in range(r.choice([1, 2, 3, 4, 5, 7])):
            lines.append(_pick(marked, "line", r) if r.random() < 0.62 else _pick(clean, "clean", r))
    elif p < 0.52:
        genre = "line"
        lines = [_pick(marked, "line", r)]
    elif p < 0.65:
        genre = "clean"
        lines = [_pick(clean, "clean", r) for _ in range(r.choice([1, 1, 2, 3, 5, 8, 10]))]
    elif p < 0.75:
        genre = "clean query"
        lines = [_pick(clean, "query", r)]
    elif p < 0.79:
        genre = "query"
        lines = [_pick(marked, "query", r)]
    elif p < 0.83:
        genre = "prompt"
        lines = [_pick(marked, "prompt", r)] + [_pick(clean, "clean", r) for _ in range(r.choice([0, 0, 1, 3]))]
    elif p < 0.89:
        genre, join = "hl7", r.choice(["\n", "\n", "\r"])
        lines = [_pick(marked, "hl7", r) for _ in range(r.choice([1, 1, 2, 3]))]
        lines += [c for c in [_pick(clean, "clean", r)] if "|" in c]
    elif p < 0.94:
        genre = "fhir"
        lines = [_pick(marked, "fhir", r) for _ in range(r.choice([1, 1, 2]))]
    elif p < 0.98:
        genre = "csv"
        lines = [_pick(marked, "csv", r)]
        if r.random() < 0.3:
            lines = [lines[0].replace(",", r.choice(["\t", ";", "|"]))] if '"' not in lines[0] else lines
    else:
        genre = "log"
        lines = [_pick(marked, "log", r) for _ in range(r.choice([1, 2, 3, 4]))]
    segments: list[Segment] = []
    for line in lines:
        if segments and not segments[-1][0].endswith("\n"):
            segments.append((join, ""))
        segments += fill(line, maker)
    if "query" in genre:
        if r.random() < 0.7:
            segments = [(w.lower(), k) for w, k in segments]
    elif genre not in ("hl7", "fhir", "log") or r.random() < 0.05:
        segments = roughen(segments, r)
    return genre, segments


def example(segments: list[Segment], name: str, genre: str) -> dict[str, object]:
    text = ""
    spans = []
    for words_, kind in segments:
        if kind and words_.strip():
            spans.append({"start": len(text), "end": len(text) + len(words_), "type": kind})
        text += words_
    return {"id": name, "genre": genre, "text": text, "spans": spans}


def examples(count: int, seed: int) -> list[dict[str, object]]:
    r = random.Random(seed)
    out = []
    for i in range(count):
        genre, segments = document(r)
        out.append(example(segments, f"made-{seed}-{i}", genre))
    return out


def insert(text: str, r: random.Random) -> list[Segment]:
    """A clean public note with a few of our sentences between its own: real clinical prose as carrier."""
    maker = Maker(r)
    marked = sections("carriers.txt")
    out: list[Segment] = []
    if r.random() < 0.4:
        out += fill(_pick(marked, "head", r), maker)
    for sentence in re.split(r"(?<=[.?!])(\s+)", text):
        out.append((sentence, ""))
        if sentence.isspace() and r.random() < 0.25:
            out += [*fill(_pick(marked, "line", r), maker), (sentence, "")]
    return roughen(out, r)


def _plain(words_: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", words_) if unicodedata.category(c) != "Mn")


def _th(n: int) -> str:
    return f"{n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


_ROMAN = "_ i ii iii iv v vi vii viii ix x xi xii".split()
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def _number(n: int) -> str:
    return _ONES[n] if n < 20 else _TENS[n // 10] + (f" {_ONES[n % 10]}" if n % 10 else "")


def _ordinal(n: int) -> str:
    special = {
        1: "first",
        2: "second",
        3: "third",
        5: "fifth",
        8: "eighth",
        9: "ninth",
        12: "twelfth",
        20: "twentieth",
        30: "thirtieth",
    }
    return special.get(n) or (f"{_TENS[n // 10]} {_ordinal(n % 10)}" if n > 20 else _ONES[n] + "th")


@cache
def _faker_cities() -> list[list[str]]:
    groups = []
    try:
        from importlib import import_module

        for locale in (
            "es_MX",
            "es_ES",
            "fr_FR",
            "de_DE",
            "it_IT",
            "pl_PL",
            "nl_NL",
            "pt_BR",
            "en_IN",
            "id_ID",
            "tr_TR",
            "sv_SE",
            "fi_FI",
            "en_NZ",
            "fil_PH",
            "ro_RO",
            "hr_HR",
            "cs_CZ",
            "da_DK",
        ):
            try:
                provider = import_module(f"faker.providers.address.{locale}").Provider
            except ImportError:
                continue
            got = [c for c in getattr(provider, "cities", getattr(provider, "city_names", ())) if isinstance(c, str)]
            if got:
                groups.append(got)
    except ImportError:
        pass
    return groups


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("count", type=int)
    ap.add_argument("--seed", type=int, default=1)
    args = ap.parse_args()
    for row in examples(args.count, args.seed):
        json.dump(row, sys.stdout, ensure_ascii=False)
        print()
