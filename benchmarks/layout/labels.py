"""Names for the studies, arms and groups of a made-up review, of several lengths and scripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from benchmarks.layout.reviews import ARM, GROUP, LABEL, PLACE, REASON, STUDY

_NAME = re.compile(f"({'|'.join((ARM, GROUP, LABEL, PLACE, REASON, STUDY))})([0-9]+)")


@dataclass(frozen=True, slots=True)
class Labels:
    """Beginnings of names; the number of what is named follows, so that no two are alike.

    Attributes
    ----------
    study, arm, group, place, reason, label : tuple of str
        For studies, arms, levels of subgroups, countries, reasons not to pool, and what the
        analysis and its outcome are called. They are used in turn.
    """

    study: tuple[str, ...]
    arm: tuple[str, ...]
    group: tuple[str, ...]
    place: tuple[str, ...]
    reason: tuple[str, ...]
    label: tuple[str, ...]


_LONG = (
    "International Collaborative Registry of Immune Checkpoint Inhibitor Re-treatment after "
    "Immune-related Adverse Events, Multicentre Retrospective Cohort",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "van der Westhuizen-Fotheringham-Featherstonehaugh and the Nordic Oncology Working Group",
)
KINDS: Mapping[str, Labels] = MappingProxyType(
    {
        "short": Labels(
            ("Lee", "Kim", "Roe", "Ng"), ("arm",), ("first", "switch"), ("USA", "Japan"),
            ("no counts", "overlap"), ("Response",),
        ),
        "long": Labels(
            _LONG,
            ("combination of anti-PD-1 and anti-CTLA-4 antibodies at reduced dose, cohort",),
            ("re-treatment with the same agents after complete resolution of toxicity", "other"),
            ("multinational, predominantly Northern and Western Europe",),
            ("the patients are part of a later and larger report of the same institution",),
            ("Objective response by investigator assessment among all re-treated patients",),
        ),
        "Cyrillic": Labels(
            ("Иванов", "Кузнецова-Преображенская и соавторы", "Щербаков"),
            ("группа", "когорта комбинированного лечения"), ("повторный курс", "смена препарата"),
            ("Россия", "Болгария"), ("данные совпадают", "нет числа больных"),
            ("Объективный ответ",),
        ),
        "Chinese": Labels(
            ("王小明", "山田太郎（東京大学医学部附属病院）", "김철수", "欧阳中石等多中心队列研究"),
            ("联合治疗组", "单药组"), ("再次治疗", "換药后的再挑战治疗"), ("中国", "日本"),
            ("患者与其他研究重复", "无数据"), ("客观缓解率",),
        ),
        "Arabic": Labels(
            ("محمد علي", "عبد الرحمن الشريف وآخرون، دراسة متعددة المراكز", "כהן", "الحسن, Cairo"),
            ("ذراع", "مجموعة العلاج المركب, arm"), ("إعادة العلاج", "تغيير الدواء (switch)"),
            ("مصر", "ישראל"), ("بيانات مكررة", "لا توجد أرقام"), ("الاستجابة الموضوعية",),
        ),
        "emoji": Labels(
            ("Lee 👍🏽", "👨‍👩‍👧 family 🇩🇪", "❤️‍🔥 Roe", "🧬🩺 group"),
            ("💊 arm", "1️⃣ arm"), ("🔁 again", "🆕 new"), ("🇯🇵", "🇺🇸"),
            ("⚠️ overlap", "❓"), ("Response ✅",),
        ),
        "every script": Labels(
            ("สมชาย ใจดี ปั่น", "शर्मा क्षत्रिय", "Παπαδόπουλος", "Nguyễn Văn Ặn", "தமிழ் கோ", "אבגד",
             "محمد علي, Cairo", "山田太郎", "김철수", "👍🏽 Иванов"),
            ("กลุ่ม", "समूह", "ذراع"), ("รักษาซ้ำ", "पुनः", "再次"), ("ไทย", "भारत", "🇯🇵"),
            ("ข้อมูลซ้ำ", "منقول"), ("การตอบสนอง",),
        ),
    }
)  # fmt: skip
"""By what is special about them."""


def labelled(estimates: Any, labels: Labels) -> Any:
    """Return an estimates document with names in place of those that stand for them.

    Parameters
    ----------
    estimates : mapping, list or plain value
        As `reviews.analysed` gives it; every text and every key in it is looked at.
    labels : Labels
    """
    if isinstance(estimates, str):
        return _NAME.sub(lambda found: _name(labels, found), estimates)
    if isinstance(estimates, Mapping):
        return {labelled(key, labels): labelled(value, labels) for key, value in estimates.items()}
    if isinstance(estimates, list | tuple):
        return [labelled(value, labels) for value in estimates]
    return estimates


def _name(labels: Labels, found: re.Match[str]) -> str:
    kind, number = found[1], int(found[2])
    names = {
        STUDY: labels.study, ARM: labels.arm, GROUP: labels.group, PLACE: labels.place,
        REASON: labels.reason, LABEL: labels.label,
    }[kind]  # fmt: skip
    return f"{names[number % len(names)]} {number}"
