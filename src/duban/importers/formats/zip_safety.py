"""Whether a zipped document may be opened: sizes, encryption, bombs, macros, outside links, checked beforehand.

Looks at the directory of the archive and at single small parts only; nothing is run, nothing is fetched.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable

from duban.errors import Problem
from duban.importers.formats.grid import refuse
from duban.importers.grammar.normalize import clean

MAX_FILE_BYTES = 100_000_000
MAX_TOTAL_BYTES = 200_000_000
MAX_PART_BYTES = 50_000_000
_MAX_PARTS = 5_000
_MAX_RATIO = 300
_SMALL_PART = 1_000_000
_PIECE, _SHOWN = 250_000, 60
_MAX_RELATIONS = 2_000_000
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TELLING = ("_rels/.rels", "xl/workbook.xml")
_HYPHENED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
BROKEN_ZIP = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


def inspect_archive(data: bytes, path: str, *, save_again: str) -> tuple[Problem | None, tuple[str, ...]]:
    """Why an archive must not be opened (None where it may), and the names of its parts."""
    if len(data) > MAX_FILE_BYTES:
        size = len(data) // 1_000_000
        advice = "请删去图片或拆成几个文件。"
        return refuse(path, "file-too-large", f"文件有 {size} MB，最多 100 MB。", advice), ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            swollen = _swollen(archive, parts)
    except BROKEN_ZIP:
        message = "文件的压缩结构是坏的，可能没有下载完整。"
        return refuse(path, "workbook-broken", message, save_again), ()
    if any(part.flag_bits & 1 for part in parts):
        message = "文件加了密码，读不出来。"
        return refuse(path, "encrypted", message, "请打开后去掉密码，另存后再导入。"), ()
    absurd = any(
        part.file_size > _SMALL_PART and part.file_size > _MAX_RATIO * part.compress_size for part in parts
    )
    total = sum(part.file_size for part in parts)
    largest = max((part.file_size for part in parts if "/media/" not in part.filename), default=0)
    if absurd or total > MAX_TOTAL_BYTES or largest > MAX_PART_BYTES or len(parts) > _MAX_PARTS:
        message = (
            f"文件展开后有 {total // 1_000_000} MB，不像一份台账或公文（可能是压缩炸弹，或有上百万个空行）。"
        )
        advice = "请把有内容的部分复制到一个新文件，另存后再导入。"
        return refuse(path, "workbook-too-large", message, advice), ()
    if swollen:
        message = f"文件里的 {clean(swollen)[:_SHOWN]} 有一个元素长得离奇（可能有上百万个属性），没有读。"
        return refuse(
            path, "workbook-too-large", message, "请把有内容的部分复制到一个新文件，另存后再导入。"
        ), ()
    return None, tuple(part.filename for part in parts)


def without_strict(data: bytes) -> bytes:
    """A workbook in the strict form of ISO/IEC 29500 rewritten with the usual (transitional) namespaces.

    Parts that are not XML become empty. Any other workbook comes back unchanged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if not any(_STRICT.search(archive.read(name)) for name in _TELLING if name in names):
            return data
        loose = io.BytesIO()
        with zipfile.ZipFile(loose, "w", zipfile.ZIP_STORED) as written:
            for name in dict.fromkeys(names):
                is_text = name.endswith((".xml", ".rels"))
                written.writestr(name, _STRICT.sub(_loosened, archive.read(name)) if is_text else b"")
    return loose.getvalue()


def _loosened(match: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (match[1], _HYPHENED.get(match[2], match[2]))


def _swollen(archive: zipfile.ZipFile, parts: Iterable[zipfile.ZipInfo]) -> str:
    """The name of a part in which a single element or text fills half a million bytes, else "".

    XML parsers take quadratic time in the attributes of an element; no cell has a text that long.
    """
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels")) or not _fits(part) or part.flag_bits & 1:
            continue
        with archive.open(part) as stream:
            while len(piece := stream.read(_PIECE)) == _PIECE:
                if b"<" not in piece:
                    return part.filename
    return ""


def _fits(part: zipfile.ZipInfo) -> bool:
    """Whether a part is neither too small to hold such an element nor so large that it is refused anyway."""
    return 2 * _PIECE < part.file_size <= MAX_PART_BYTES


def active_parts(data: bytes, path: str, names: Iterable[str]) -> tuple[Problem, ...]:
    """The problems that name what duban leaves alone in a document: macros, external links, embedded files."""
    found = list(names)
    problems = []
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in found):
        problems.append(_note(path, "macros", "文件里有宏，没有运行。", "请确认文件来源可靠。"))
    if any("/externalLinks/" in name for name in found) or _links_out(data, found):
        message = "文件引用了别处的文件（外部链接），没有打开，用的是文件里存下的内容。"
        problems.append(_note(path, "external-links", message, "请核对这些内容是不是最新的。"))
    embedded = [name for name in found if "/embeddings/" in name]
    if embedded:
        message = f"文件里嵌有 {len(embedded)} 个别的文件，没有读。"
        problems.append(_note(path, "embedded-files", message, "如果任务在里面，请另存出来再导入。"))
    return tuple(problems)


def _note(path: str, code: str, message: str, advice: str) -> Problem:
    return Problem.notice(code, message, advice, path)


def _links_out(data: bytes, names: Iterable[str]) -> bool:
    """Whether a part refers to a template, an image or an object outside; plain hyperlinks are no matter."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in names:
                if not name.endswith(".rels") or archive.getinfo(name).file_size > _MAX_RELATIONS:
                    continue
                for piece in archive.read(name).split(b"<Relationship ")[1:]:
                    tag = piece.partition(b">")[0]
                    if b'TargetMode="External"' in tag and b"/hyperlink" not in tag:
                        return True
    except BROKEN_ZIP:
        return False
    return False
