package io.redismigration.engine.stream;

/** What a stream applier is put together from; see {@link StreamAssembly}. */
record StreamParts(
    StreamSettings settings,
    RuleTable rules,
    CommandRewriter rewriter,
    StreamPositions positions,
    LateCommands late,
    ScriptBodies scripts,
    StreamCursor cursor) {}
