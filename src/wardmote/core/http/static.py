"""Static files under names that hold their hash, compressed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage; imports between ES modules get hashed names as well."""

    support_js_module_import_aggregation = True
    manifest_strict = True
