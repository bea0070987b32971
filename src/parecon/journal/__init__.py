"""The record of a planning year: written, read, verified, replayed and compared."""

from parecon.journal.batches import read_batch, write_batch
from parecon.journal.chain import KINDS, Entry, JournalWriter, journal_path, read_entries
from parecon.journal.compare import RoundComparison, RunComparison, compare_runs
from parecon.journal.economy_files import economy_hash, read_economy, write_economy
from parecon.journal.errors import BrokenJournal, FolderRefused, JournalError, NotAJournal, OtherYear
from parecon.journal.folder import OutputFolder, is_ours
from parecon.journal.manifest import used_versions, write_manifest
from parecon.journal.plain import as_plain, columns_hash
from parecon.journal.recorder import YearRecorder
from parecon.journal.replay import FirstDifference, Identical, charter_of, replay
from parecon.journal.verify import Problem, Verification, canonical_text, verify

__all__ = [
    "KINDS",
    "BrokenJournal",
    "Entry",
    "FirstDifference",
    "FolderRefused",
    "Identical",
    "JournalError",
    "JournalWriter",
    "NotAJournal",
    "OtherYear",
    "OutputFolder",
    "Problem",
    "RoundComparison",
    "RunComparison",
    "Verification",
    "YearRecorder",
    "as_plain",
    "canonical_text",
    "charter_of",
    "columns_hash",
    "compare_runs",
    "economy_hash",
    "is_ours",
    "journal_path",
    "read_batch",
    "read_economy",
    "read_entries",
    "replay",
    "used_versions",
    "verify",
    "write_batch",
    "write_economy",
    "write_manifest",
]
