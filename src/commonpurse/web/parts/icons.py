"""Our own icons: lines of 2 units on a grid of 24, round ends. An icon never stands without a word beside it."""

from __future__ import annotations

from collections.abc import Mapping

CIRCLE = '<circle cx="12" cy="12" r="9.5"/>'
SHEET = '<path d="M6 2.500h8l4.500 4.500v14.500H6zM13.500 3v5h5"/>'

# What is inside each drawing. A new one is drawn to be told apart at 18 pixels, without colour.
ICONS: Mapping[str, str] = {
    # what one can do
    "ask": '<path d="M4 4.500h16v11.500h-9l-4.500 4v-4H4zM12 7.500v5.500M9.250 10.250h5.500"/>',
    "pay": '<circle cx="8" cy="12" r="5.500"/><path d="M16 8l4 4-4 4M10 12h10"/>',
    "add": f'{CIRCLE}<path d="M12 7.500v9M7.500 12h9"/>',
    "change": '<path d="M4 20l1-4.500L16.500 4 20 7.500 8.500 19zM14 6.500l3.500 3.500"/>',
    "take_back": '<path d="M8.500 5L4 9.500 8.500 14M4 9.500h10a5.500 5.500 0 0 1 0 11H8"/>',
    "search": '<circle cx="10.500" cy="10.500" r="6.500"/><path d="M15.500 15.500L21 21"/>',
    "print": '<path d="M7 9V3h10v6M7 17H3.500V9h17v8H17M7 14h10v7H7z"/>',
    "save": '<path d="M12 3v12M7 10.500l5 5 5-5M4 20.500h16"/>',
    "send_in": '<path d="M12 16V4M7 8.500l5-5 5 5M4 20.500h16"/>',
    "leave": '<path d="M14 3.500H5v17h9M10 12h11M17 8l4 4-4 4"/>',
    "settings": (
        '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2.250"/><circle cx="9" cy="17" r="2.250"/>'
    ),
    "filter": '<path d="M3.500 5h17l-6.500 8v6l-4 2v-8z"/>',
    # ways
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "more": '<path d="M5 9l7 7 7-7"/>',
    "in": f'{CIRCLE}<path d="M12 7v9.500M8 13l4 4 4-4"/>',
    "out": f'{CIRCLE}<path d="M12 17V7.500M8 11l4-4 4 4"/>',
    # how it stands
    "tick": f'{CIRCLE}<path d="M7.500 12.500l3 3 6-7"/>',
    "stop": f'{CIRCLE}<path d="M8.500 8.500l7 7M15.500 8.500l-7 7"/>',
    "clock": f'{CIRCLE}<path d="M12 6.500V12l3.500 2.500"/>',
    "look": '<path d="M12 3L2.500 20.500h19zM12 10v5M12 17.750v.250"/>',
    "help": f'{CIRCLE}<path d="M9 9.500a3 3 0 1 1 4.500 2.600c-1 .600-1.500 1.200-1.500 2.150M12 17.250v.250"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7.500a4 4 0 0 1 8 0V11"/>',
    "eye": '<path d="M2 12c3-5 6-7 10-7s7 2 10 7c-3 5-6 7-10 7s-7-2-10-7z"/><circle cx="12" cy="12" r="3"/>',
    # things
    "home": '<path d="M3.500 11.500L12 4l8.500 7.500M6 9.500V20.500h12V9.500M10 20.500v-6h4v6"/>',
    "money": '<circle cx="9" cy="12" r="6.500"/><path d="M13.500 6.200a6.500 6.500 0 1 1 0 11.600"/>',
    "purse": (
        '<path d="M4 9.500h16V20H4zM8 9.500L10 4h4l2 5.500M4 13.500h16"/><circle cx="12" cy="13.500" r="1.500"/>'
    ),
    "kept": '<path d="M3.500 8h17v12.500h-17zM3.500 8L6 3.500h12L20.500 8M9.500 12.500h5"/>',
    "bank": '<path d="M3 9.500L12 4l9 5.500zM5.500 13v5M10 13v5M14 13v5M18.500 13v5M3 21h18"/>',
    "card": '<path d="M2.500 5.500h19v13h-19zM2.500 10h19M6 15h4"/>',
    "shop": ('<path d="M4 10v10.500h16V10M3 9.500L5 4h14l2 5.500M3 9.500a3 3 0 0 0 6 0 3 3 0 0 0 6 0 3 3 0 0 0 6 0"/>'),
    "file": SHEET,
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.500 6v.010M4.500 12v.010M4.500 18v.010"/>',
    "chart": '<path d="M4 3.500v17h16.500M8.500 16v-4M13 16V8M17.500 16v-6"/>',
    "calendar": '<path d="M4 5.500h16v15H4zM4 10.500h16M8 3v5M16 3v5"/>',
    "phone": '<path d="M7 2.500h10v19H7zM11 18.500h2"/>',
    "letter": '<path d="M3 5.500h18v13H3zM3 6.500l9 7 9-7"/>',
    "talk": '<path d="M3.500 4.500h13v9H9l-4 3.500v-3.500H3.500zM19 9.500h1.500v8.500H19v3l-3.500-3H10"/>',
    "words": f'{CIRCLE}<path d="M2.500 12h19M12 2.500c-6 6-6 13 0 19M12 2.500c6 6 6 13 0 19"/>',
    "text_size": '<path d="M2.500 19l5-13 5 13M4.300 14.500h6.400M14 19l3.500-9 3.500 9M15.300 16h4.400"/>',
    # how a week was
    "face_good": f'{CIRCLE}<path d="M7.500 14a5 5 0 0 0 9 0M9 9v.500M15 9v.500"/>',
    "face_so_so": f'{CIRCLE}<path d="M8 15.500h8M9 9v.500M15 9v.500"/>',
    "face_bad": f'{CIRCLE}<path d="M7.500 17a5 5 0 0 1 9 0M9 9v.500M15 9v.500"/>',
    # who
    "person": (
        '<circle cx="12" cy="8" r="4.500"/><path d="M3.500 21c1-5 4.500-6.500 8.500-6.500s7.500 1.500 8.500 6.500"/>'
    ),
    "people": (
        '<circle cx="9" cy="8.500" r="4"/>'
        '<path d="M2 20.500c.800-4.500 3.700-6 7-6s6.200 1.500 7 6M15.500 4.800a4 4 0 0 1 0 7.400'
        'M17.500 14.800c2.500.700 4 2.400 4.500 5.700"/>'
    ),
    "hand": (
        '<path d="M4 13.500l3.500-2.500 5 1.500h3.500a1.750 1.750 0 0 1 0 3.500h-4'
        'M4 20l3-1.500 6.500 1.500 7-5.500a1.700 1.700 0 0 0-2.400-2.400L15.500 14M14.500 3.500v5M12 6h5"/>'
    ),
    # what money is for
    "sofa": (
        '<path d="M5 11V8a3 3 0 0 1 3-3h8a3 3 0 0 1 3 3v3'
        'M3 12a2 2 0 0 1 4 0v2h10v-2a2 2 0 0 1 4 0v6H3zM6 18v2.500M18 18v2.500"/>'
    ),
    "kettle": (
        '<path d="M5.500 20.500h12l1-9a6.500 6.500 0 0 0-13 0z'
        'M18 13.500l3.500-3.500M7.500 6a4.500 4.500 0 0 1 9 0M2.500 11.500h3"/>'
    ),
    "shirt": ('<path d="M8.500 3.500L3 7l2.500 4.500 2-1v10h9v-10l2 1L21 7l-5.500-3.500a3.500 3.500 0 0 1-7 0z"/>'),
    "meal": ('<path d="M6 3v5.500a2.500 2.500 0 0 0 5 0V3M8.500 3v18M17 21V3c-2.500 1.500-3.500 5-3.500 9.500H17"/>'),
    "bus": (
        '<path d="M4 5.500a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2V18H4zM4 12h16'
        'M7.500 18v2.500M16.500 18v2.500M7.500 15h.010M16.500 15h.010"/>'
    ),
    "book": (
        '<path d="M12 6.500C10 4.500 7 4 3.500 4v14c3.500 0 6.500.500 8.500 2.500 2-2 5-2.500 8.500-2.500'
        'V4c-3.500 0-6.500.500-8.500 2.500zM12 6.500v14"/>'
    ),
    "tool": '<path d="M3.500 20.500l9-9M8.500 6l4.500-2.500 7.500 7.500-3 3-2.500-2.500-2.500.500-3-3z"/>',
    "music": (
        '<circle cx="6.500" cy="17.500" r="3"/><circle cx="17" cy="15.500" r="3"/>'
        '<path d="M9.500 17.500V5.500l10.500-2v12"/>'
    ),
    "heart": (
        '<path d="M12 20.500C6 16 3 12.500 3 9a4.500 4.500 0 0 1 9-1 4.500 4.500 0 0 1 9 1c0 3.500-3 7-9 11.500z"/>'
    ),
    "bed": ('<path d="M3 5v15M3 17h18v3M21 17v-3.500a3 3 0 0 0-3-3h-8V17"/><circle cx="6.500" cy="12.500" r="1.750"/>'),
    "caravan": (
        '<path d="M3 17V9a4 4 0 0 1 4-4h8a4 4 0 0 1 4 4v8M3 17h18.500'
        'M6.500 9h4v3.500h-4zM14 17v-7h2.500v7"/><circle cx="8" cy="18.500" r="2"/>'
    ),
    "paw": (
        '<path d="M12 12.500c-3 0-5 3-5 5 0 3 3 2.500 5 2.500s5 .500 5-2.500c0-2-2-5-5-5z"/>'
        '<circle cx="5" cy="11.500" r="1.750"/>'
        '<circle cx="9.500" cy="6.500" r="1.750"/>'
        '<circle cx="14.500" cy="6.500" r="1.750"/>'
        '<circle cx="19" cy="11.500" r="1.750"/>'
    ),
    "gift": (
        '<path d="M3.500 8.500h17v4h-17zM5 12.500v8h14v-8'
        "M12 8.500v12M12 8.500c-6 0-6-5.500-3-5.500 2 0 3 3 3 5.500z"
        'M12 8.500c6 0 6-5.500 3-5.500-2 0-3 3-3 5.500z"/>'
    ),
    "other": f'{CIRCLE}<path d="M7.500 12h.010M12 12h.010M16.500 12h.010"/>',
}

# Those that point along the line of reading: they turn where one reads from right to left.
TURNING = frozenset({"arrow", "back", "leave", "take_back", "pay", "list", "chart"})
