"""Tell whether a PDF can be kept: only where nothing in it runs, is sent, is hidden in it, or is locked.

It is no reader of PDF. It looks for the names by which a PDF does more than show pages, in every byte of the file and
in whatever is packed in it, and refuses where it cannot look. It may refuse a paper that is harmless; a photo of it
is as good. Source: ISO 32000-1:2008, 7.3.5 (names), 7.5.7 (object streams), 12.6.4 (actions), 7.11.4 (embedded files).
"""

from __future__ import annotations

import re
import zlib

from commonpurse.parties.attachments.rules import UnsafePaper, check_paper_size

# What runs, opens, sends, plays or brings something along, and what locks. Source: ISO 32000-1:2008, table 198.
UNWANTED = (
    *(b"JavaScript", b"JS", b"Launch", b"SubmitForm", b"ImportData", b"GoToR", b"GoToE", b"AA", b"XFA"),
    *(b"EmbeddedFile", b"EmbeddedFiles", b"EF", b"AF", b"Collection", b"RichMedia", b"Rendition", b"Movie", b"Sound"),
    *(b"3D", b"Trans3D", b"Encrypt", b"Crypt"),
    # Ways of packing that we do not unpack, by their long and short names (7.4).
    *(b"LZWDecode", b"LZW", b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx", b"RunLengthDecode", b"RL"),
)


def spelled(*names: bytes) -> re.Pattern[bytes]:
    """Find one of these names, each sign of it as itself or in numbers: `/J#53` is `/JS` (7.3.5).

    A name ends at a blank or a delimiter (7.2.2).
    """

    def any_way(sign: int) -> bytes:
        return rb"(?:%s|#(?i:%02x))" % (re.escape(bytes([sign])), sign)

    ways = (b"".join(any_way(sign) for sign in name) for name in names)
    return re.compile(rb"/(?:" + b"|".join(ways) + rb")(?=[\x00\t\n\f\r ()<>\[\]{}/%]|$)")


NAME, OPENS_BY_ITSELF, LINK = spelled(*UNWANTED), spelled(b"OpenAction"), spelled(b"URI")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # `/J#53` is `/JS` (7.3.5)
OBJECT = re.compile(rb"(?<![A-Za-z])obj(?![A-Za-z])")
STREAM = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
NOTHING = re.compile(rb"\s*endstream\b")
BLANK = re.compile(rb"(?:[\x00\t\n\f\r ]|%[^\r\n]*)*")  # a comment counts as a blank (7.2.3)
SIGN = re.compile(rb"<<|>>|[()%]|\\.", re.DOTALL)
# The keys without which no reader finds objects in a stream, and those by which what is unpacked is not yet the text.
HOLDS_OBJECTS, PARAMETERS = re.compile(rb"/ObjStm\b|/First\b"), re.compile(rb"/(?:DecodeParms|DP|F)\b")
IS_PACKED = re.compile(rb"/Filter\b")
PICTURE_PACKING = re.compile(rb"/(?:DCTDecode|DCT|JPXDecode|CCITTFaxDecode|CCF|JBIG2Decode)\b")
MOST_UNPACKED_BYTES = 60_000_000  # of the whole file: a scan of fifty pages has less, a bomb more
MOST_STREAMS = 20_000
MOST_READ_AGAIN = 2  # times: an honest paper is read about once
CHUNK_BYTES = 65_536


def check_paper(content: bytes) -> None:
    """Raises: AttachmentRefused (`attachment_too_large`), UnsafePaper."""
    check_paper_size(len(content))
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-2048:]:
        raise UnsafePaper
    heads = _heads_of_streams(content)
    starts = [found.end() for found in STREAM.finditer(content)]
    if len(starts) > MOST_STREAMS or not set(starts) <= heads.keys():
        raise UnsafePaper  # a stream of which we cannot say how it is packed
    texts, left = [content], MOST_UNPACKED_BYTES
    for start in starts:
        unpacked = _unpacked(memoryview(content)[start:], heads[start], left)
        left -= len(unpacked)
        texts.append(unpacked)
    if any(NAME.search(text) for text in texts):
        raise UnsafePaper
    if any(OPENS_BY_ITSELF.search(text) for text in texts) and any(LINK.search(text) for text in texts):
        raise UnsafePaper  # it could go to a page of somebody's the moment it is opened


def _without_escapes(text: bytes) -> bytes:
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text) if b"#" in text else b""


def _heads_of_streams(content: bytes) -> dict[int, bytes]:
    """The dictionary of each stream, by where its content begins.

    Read forwards from every `obj`, also from one that only stands in a text: what that makes of the same stream is
    added to what is truly said of it, and takes nothing away.
    """
    heads: dict[int, bytes] = {}
    left = MOST_READ_AGAIN * len(content)
    for found in OBJECT.finditer(content):
        begins = _after_blanks(content, found.end())
        ends, is_whole = _end_of_dictionary(content, begins)
        after = _after_blanks(content, ends)
        left -= after - found.end()
        if left < 0:
            raise UnsafePaper  # written so that reading it never ends
        stream = STREAM.match(content, after) if is_whole else None
        if stream is not None:
            head = content[begins:ends]
            heads[stream.end()] = heads.get(stream.end(), b"") + head + _without_escapes(head)
    return heads


def _after_blanks(content: bytes, at: int) -> int:
    found = BLANK.match(content, at)
    return found.end() if found else at


def _end_of_dictionary(content: bytes, at: int) -> tuple[int, bool]:
    """Where the dictionary that begins at `at` ends, and whether there is one. What stands in texts does not count."""
    if content[at : at + 2] != b"<<":
        return at, False
    depth, brackets, position = 0, 0, at
    while found := SIGN.search(content, position):
        sign, position = found[0], found.end()
        if brackets:  # inside a text
            brackets += (sign == b"(") - (sign == b")")
        elif sign == b"(":
            brackets = 1
        elif sign == b"%":
            position = _after_blanks(content, found.start())
        elif sign in (b"<<", b">>"):
            depth += 1 if sign == b"<<" else -1
            if not depth:
                return position, True
    return len(content), False


def _unpacked(stream: memoryview, head: bytes, most: int) -> bytes:
    """What lies packed at the beginning of `stream`; nothing where it is not packed, for then it is read as it stands.

    Raises: UnsafePaper, where it is packed in a way that we cannot look through, or unpacks to too much.
    """
    is_picture = PICTURE_PACKING.search(head) is not None
    if HOLDS_OBJECTS.search(head) and (is_picture or PARAMETERS.search(head)):
        raise UnsafePaper
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # readers forgive a missing head of two bytes
        unpacked = _inflated(stream, bits, most)
        if unpacked:
            return unpacked
        if not IS_PACKED.search(head):
            return b""
    if is_picture or NOTHING.match(stream):
        return b""
    raise UnsafePaper


def _inflated(packed: memoryview, bits: int, most: int) -> bytes:
    """Unpack what zlib can, as readers do also where it ends in a fault.

    Raises: UnsafePaper, where more than `most` bytes come out.
    """
    machine, parts, length = zlib.decompressobj(bits), [], 0
    try:
        for begins in range(0, len(packed), CHUNK_BYTES):
            waiting: bytes | memoryview = packed[begins : begins + CHUNK_BYTES]
            while len(waiting) and not machine.eof:
                part = machine.decompress(waiting, 1_000_000)
                parts.append(part)
                length += len(part)
                if length > most:
                    raise UnsafePaper
                waiting = machine.unconsumed_tail
            if machine.eof:
                break
    except zlib.error:
        pass
    return b"".join(parts)
