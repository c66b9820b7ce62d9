package io.redismigration.engine;

/**
 * Why the engine stopped or waits: stable names, used as the reason of conditions, events and
 * reports. New constants may be added; none is ever renamed.
 */
public enum Reason {
  // connections
  SourceUnreachable,
  TargetUnreachable,
  AuthenticationFailed,
  PermissionDenied,
  TlsFailed,
  ProtocolViolation,
  // source link
  ReplicationRefused,
  SourceNotReady,
  SourceInOtherMigration,
  FullResyncForbidden,
  ForeignBytesOnLink,
  OffsetUntrusted,
  // snapshot
  SnapshotTruncated,
  SnapshotCorrupt,
  SnapshotVersionUnsupported,
  ValueNotSupportedByTarget,
  ForeignKeyOnTarget,
  // spool
  SpoolFull,
  SpoolFailed,
  // stream
  CommandNotSupported,
  CommandRefusedByTarget,
  CheckpointKeyInUse,
  StreamInterrupted,
  // target
  TargetNotEmpty,
  FlushNotConfirmed,
  TargetNotWritable,
  TargetOutOfMemory,
  TargetNotReady,
  TargetRestarted,
  TargetClaimedByAnotherRun,
  TargetNotLockable,
  CheckpointMissing,
  CheckpointWentBack,
  CheckpointUnreadable,
  EpochSuperseded,
  // cutover
  CutoverUndone,
  LagTooHigh,
  FenceNotPossible,
  FenceLapsed,
  DrainTimedOut,
  LateWrites,
  TargetReplicasBehind,
  SourceChanged,
  VerificationFailed,
  NotProven,
  ForeignWrite,
  AlreadyCommitted,
  CommitUnknown,
  // verification
  DirtyKeysOverflow,
  CutTimedOut,
  // parameters
  ParameterNotRestored,
  // a defect of this program
  InternalError
}
