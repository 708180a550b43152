"""Makes the fonts of the PDFs: Noto Sans SC, cut down to GB 2312, Latin and what our own texts need.

    npm pack @expo-google-fonts/noto-sans-sc@0.4.3      SIL Open Font License 1.1 (fonts/OFL.txt)
    tar xzf expo-google-fonts-noto-sans-sc-0.4.3.tgz
    pip install fonttools==4.68.0
    python src/medguard/report/make_fonts.py package

The same fonts come out on every machine. Run it again when a test says that a letter of ours is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"
WEIGHTS = {
    "NotoSansSC-Regular.ttf": "400Regular/NotoSansSC_400Regular.ttf",
    "NotoSansSC-Bold.ttf": "700Bold/NotoSansSC_700Bold.ttf",
}
_LATIN = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x2010, 0x2028), range(0x2030, 0x2060), range(0x2190, 0x21A0))
_CHINESE = (range(0x3000, 0x3020), range(0xFF01, 0xFF5F))
_MORE = "€≤≥≠±×÷✓●○□■▲△"


def letters() -> set[str]:
    """GB 2312, Latin, punctuation of both, and every letter of the texts that medguard writes into reports."""
    found = {chr(code) for part in (*_LATIN, *_CHINESE) for code in part} | set(_MORE)
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= set(bytes((high, low)).decode("gb2312", "ignore"))
    return found | set(own_texts())


def own_texts() -> str:
    """What the rules, the profiles and the reports say."""
    root = FOLDER.parents[3]
    files = [*(root / "rego").rglob("*.rego"), *(root / "policies").glob("*.yaml"), *FOLDER.parent.rglob("*.py")]
    words = "".join(file.read_text("utf-8") for file in sorted(files) if not file.name.endswith("_test.rego"))
    return "".join(sorted({letter for letter in words if letter.isprintable()}))


def main(package: Path) -> None:
    """Write both weights."""
    from fontTools.subset import Options, Subsetter, load_font, save_font  # noqa: PLC0415  only who makes fonts needs it

    options = Options(
        layout_features=[],
        hinting=False,
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=["DSIG", "vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE"],
    )
    for name, source in WEIGHTS.items():
        font = load_font(str(package / source), options)
        cut = Subsetter(options)
        cut.populate(unicodes=[ord(letter) for letter in letters()])
        cut.subset(font)
        save_font(font, str(FOLDER / name), options)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
