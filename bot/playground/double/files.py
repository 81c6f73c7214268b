"""Uploaded files: kept in memory, downloadable, with what Telegram derives from them."""

from __future__ import annotations

import hashlib
import io
import mimetypes
import warnings
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from bot.playground.double.refusals import Refused, bad_request

MAX_UPLOAD = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
PHOTO_WIDTHS = (90, 320, 800, 1280)


@dataclass(frozen=True)
class Upload:
    """A file as it came in a multipart form."""

    name: str
    data: bytes
    content_type: str = ""


@dataclass(frozen=True)
class StoredFile:
    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    data: bytes
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        suffix = mimetypes.guess_extension(self.mime) or ".bin"
        return f"{self.kind}s/{self.file_id}{suffix}"

    def document(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime,
            "file_size": len(self.data),
        }

    def photo_sizes(self) -> list[dict[str, Any]]:
        """Smallest first. All sizes lead to the same bytes; only the figures are scaled."""
        longest = max(self.width, self.height)
        steps = [step for step in PHOTO_WIDTHS if step < longest]
        steps.append(min(longest, PHOTO_WIDTHS[-1]))
        sizes = []
        for step in sorted(set(steps)):
            scale = step / longest
            sizes.append(
                {
                    "file_id": f"{self.file_id}-{step}",
                    "file_unique_id": f"{self.unique_id}-{step}",
                    "width": max(1, round(self.width * scale)),
                    "height": max(1, round(self.height * scale)),
                    "file_size": max(1, round(len(self.data) * scale * scale)),
                }
            )
        return sizes


class FileStore:
    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def add_photo(self, upload: Upload) -> StoredFile:
        if len(upload.data) > MAX_PHOTO:
            raise bad_request("file is too big")
        width, height = _image_size(upload)
        if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(
            width, height
        ):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return self._keep("photo", upload, width, height)

    def add_document(self, upload: Upload) -> StoredFile:
        _check_size(upload)
        return self._keep("document", upload)

    def find(self, file_id: str) -> StoredFile | None:
        return self._files.get(file_id.rpartition("-")[0] or file_id) or self._files.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        name = path.rpartition("/")[2].partition(".")[0]
        found = self.find(name)
        return found if found is not None and found.path == path else None

    def referred(self, file_id: str, kind: str) -> StoredFile:
        """A file that the bot sends again by id."""
        found = self.find(file_id)
        if found is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if found.kind != kind:
            raise bad_request(f"can't use file of type {found.kind.title()} as {kind.title()}")
        return found

    def _keep(self, kind: str, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
        unique = hashlib.sha256(upload.data).hexdigest()[:16]
        mime = "image/jpeg" if kind == "photo" else ""
        if kind == "photo":
            mime = upload.content_type if upload.content_type.startswith("image/") else mime
        else:
            mime = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
        file_id = f"{kind[0].upper()}{len(self._files) + 1:04d}{unique}"
        stored = StoredFile(file_id, unique, kind, upload.name, mime, upload.data, width, height)
        self._files[file_id] = stored
        return stored


def _check_size(upload: Upload) -> None:
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > MAX_UPLOAD:
        raise Refused(413, "Request Entity Too Large")


def _image_size(upload: Upload) -> tuple[int, int]:
    _check_size(upload)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload.data)) as image:
                return image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombWarning):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    except Image.DecompressionBombError:
        raise bad_request("PHOTO_INVALID_DIMENSIONS") from None
