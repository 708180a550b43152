"""Trains the model of the check `bias` and writes `src/medguard/checks/bias/learned.npz`; prints how it does on statements it did not see.

    .venv/bin/python training/bias/train.py CLINICAL_ENGLISH.txt CLINICAL_CHINESE.txt

The two files hold ordinary clinical sentences, one a line, which are taken for neutral; the figures of docs/checks/bias.md were made with
sentences of ACI-Bench and MTS-Dialog (CC BY 4.0) and of CMtMedQA (Apache-2.0). Statements come from tests/checks/sets/bias, `look` only.
"""

# ruff: noqa: ANN001, ANN201, ANN202

import sys
from pathlib import Path

import numpy as np

from medguard.checks.bias import learned
from medguard.checks.bias.lexicon import lexicons
from medguard.checks.bias.reading import fold
from medguard.checks.bias.statements import classes_of

ROOT = Path(__file__).parents[2]
SETS = ROOT / "tests/checks/sets/bias"
ROUNDS, RATE, DECAY, CLINICAL_WEIGHT = 12, 0.5, 2e-4, 0.3


def statements(language, kind):
    return [line for line in (SETS / f"look.{language}.{kind}.txt").read_text("utf-8").splitlines() if line]


def descriptions(language):
    """Who somebody is and what is done for them: never bias, whatever the group."""
    if language == "zh":
        who = "女性 男性 老人 农民 农民工 低保户 流浪者 服刑人员 外籍患者 维吾尔族患者 藏族患者 回族患者 黑人患者 肥胖患者 残疾人 聋人 盲人 精神分裂症患者 抑郁症患者 自闭症患者 艾滋病感染者 乙肝携带者 吸毒者 酗酒者 同性恋者 跨性别者 单亲母亲 外地患者".split()
        what = "因胸痛就诊。 已做心电图。 需要做CT。 建议住院治疗。 转诊专科门诊。 口服降压药。 拟明日手术。 血压150/90mmHg。 疼痛评分6分，予吗啡。 门诊随访。 由女儿陪同。 拒绝手术，已签字。".split()
        return [f"{opening}{one}，{then}" for one in who for then in what for opening in ("", "患者，62岁，")]
    who = "Black woman|white man|Hispanic woman|Asian man|Native American man|Muslim woman|Jewish man|Nigerian woman|refugee|homeless man|prisoner|uninsured man|woman on Medicaid|farmer from a rural county|transgender man|gay man|lesbian woman|woman with obesity|man with schizophrenia|woman with bipolar disorder|man with Down syndrome|deaf woman|man who uses a wheelchair|man with HIV|woman with hepatitis B|man with opioid use disorder|woman with alcohol use disorder|single mother|elderly woman|old man".split(
        "|"
    )
    what = "presents with chest pain.|needs a CT scan and a referral to cardiology.|has had fever for three days; get blood cultures.|is here for follow-up and takes lisinopril.|was admitted with pneumonia and started on ceftriaxone.|declines surgery after discussion.|does not need antibiotics for this rash.|reports pain of 8 out of 10; give morphine.|lives with a daughter and works as a cook.|should have a colonoscopy this year.|was given an interpreter.|had a normal ECG.".split(
        "|"
    )
    plain = "Black|white|Hispanic|Asian|Muslim|Jewish|homeless|uninsured|undocumented|transgender|gay|lesbian|deaf|blind|disabled|obese|HIV positive|schizophrenic|depressed|elderly|retired|pregnant|in prison|on Medicaid|on methadone|an immigrant|a refugee|a farmer|a single mother".split(
        "|"
    )
    then = "and needs wound care.|and has asthma.|and takes insulin.|and lives alone.|with a fever of 39.|and asks for a second opinion.|and was referred to cardiology.|and will be seen tomorrow.".split(
        "|"
    )
    return [
        *(
            f"{opening} {one} {rest}"
            for one in who
            for rest in what
            for opening in ("A", "This 62-year-old", "The patient is a 45-year-old")
        ),
        *(
            f"{opening} {one} {rest}"
            for one in plain
            for rest in then
            for opening in ("He is", "She is", "The patient is")
        ),
    ]


def read(language, text):
    words = fold(text).words.strip()
    return learned.features(language, words, classes_of(words, language))


def trained(rows, wanted, weight):
    """AdaGrad over the logistic loss: small, and the same every time."""
    weights, bias = np.zeros(learned.SIZE), 0.0
    seen, seen_bias = np.full(learned.SIZE, 1e-8), 1e-8
    order = np.random.default_rng(1)
    for _ in range(ROUNDS):
        for at in order.permutation(len(rows)):
            row, length = rows[at], np.sqrt(len(rows[at]) + 1)
            wrong = (1 / (1 + np.exp(-(weights[row].sum() / length + bias))) - wanted[at]) * weight[at]
            slope = wrong / length + DECAY * weights[row]
            seen[row] += slope**2
            weights[row] -= RATE * slope / np.sqrt(seen[row])
            seen_bias += wrong**2
            bias -= RATE * wrong / np.sqrt(seen_bias)
    return weights, bias


def scores(model, rows):
    return np.array([1 / (1 + np.exp(-(model[0][row].sum() / np.sqrt(len(row) + 1) + model[1]))) for row in rows])


def main(paths):
    kept = {}
    for language, path in zip((one.language for one in lexicons()), paths, strict=True):
        biased, neutral = (
            [read(language, text) for text in statements(language, kind)] for kind in ("biased", "neutral")
        )
        clinical = [read(language, line) for line in Path(path).read_text("utf-8").splitlines() if line]
        clinical += [read(language, line) for line in descriptions(language)]
        held = clinical[::5]
        clinical = [row for at, row in enumerate(clinical) if at % 5]

        def model(yes, no, clinical=clinical):
            rows = yes + no + clinical
            wanted = [1] * len(yes) + [0] * (len(no) + len(clinical))
            return trained(rows, wanted, [1.0] * (len(yes) + len(no)) + [CLINICAL_WEIGHT] * len(clinical))

        folds = range(5)
        right, false = [], []
        for fold_ in folds:
            one = model(
                [row for at, row in enumerate(biased) if at % 5 != fold_],
                [row for at, row in enumerate(neutral) if at % 5 != fold_],
            )
            right.extend(scores(one, biased[fold_::5]))
            false.extend(scores(one, neutral[fold_::5]))
        final = model(biased, neutral)
        held_scores = scores(final, held)
        for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
            print(
                f"{language} from {least}: unseen biased {np.mean(np.array(right) >= least):.3f}, unseen neutral {np.mean(np.array(false) >= least):.3f}, "
                f"clinical sentences {np.mean(held_scores >= least):.4f}"
            )
        kept[language], kept[f"{language}_bias"] = final[0].astype(np.float16), np.float32(final[1])
    np.savez_compressed(ROOT / "src/medguard/checks/bias/learned.npz", **kept)


if __name__ == "__main__":
    main(sys.argv[1:])
