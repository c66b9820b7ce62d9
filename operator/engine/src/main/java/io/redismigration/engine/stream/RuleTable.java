package io.redismigration.engine.stream;

import io.redismigration.engine.stream.Rule.Act;
import io.redismigration.engine.stream.Rule.Control;
import io.redismigration.engine.stream.Rule.Dropped;
import io.redismigration.engine.stream.Rule.Refused;
import io.redismigration.engine.stream.Rule.Rewrite;
import io.redismigration.engine.stream.Rule.Rewritten;
import io.redismigration.engine.stream.Rule.Verbatim;
import io.redismigration.redis.command.CommandSpec;
import io.redismigration.redis.command.CommandTable;
import io.redismigration.redis.resp.StreamCommand;
import io.redismigration.redis.server.Feature;
import java.util.Optional;

/**
 * What is done with each command of the stream, for one target. Every command a server may stream
 * has a rule; {@code RuleTableTest} walks the command table. What has none is refused by name:
 * skipping it would lose data.
 *
 * <p>Sources stream conditional commands only when their condition held, and blocking ones mostly
 * as what they did, so that conditions and timeouts are dropped (redis 2.8 to 8.6, {@code
 * propagateNow}, {@code rewriteClientCommandVector}).
 */
public final class RuleTable {
  private static final Rule VERBATIM = new Verbatim(false);
  private static final Rule EFFECTIVE = new Verbatim(true);

  private final CommandTable commands;
  private final Rule[] rules;
  private final RewriteContext context;

  /**
   * @param context the target and what the rules need besides
   */
  RuleTable(CommandTable commands, RewriteContext context) {
    this.commands = commands;
    this.context = context;
    this.rules = new Rule[commands.all().size()];
    steering();
    strings();
    keys();
    lists();
    setsAndSortedSets();
    hashes();
    streams();
    scripts();
    databases();
    never();
  }

  /** The command's entry in the command table; null for an unknown name. No allocation. */
  CommandSpec spec(StreamCommand command) {
    return commands.find(command.window(), command.argStart(0), command.argLength(0));
  }

  /** The rule of a command; null when there is none. */
  Rule rule(CommandSpec spec) {
    return rules[spec.id()];
  }

  private void steering() {
    put(new Control(Act.SELECT), "SELECT");
    put(new Control(Act.BEGIN), "MULTI");
    put(new Control(Act.END), "EXEC");
    put(new Control(Act.KEEPALIVE), "PING", "REPLCONF");
    Rule publish =
        context.forwardPublish() ? VERBATIM : new Dropped("messages are not part of the data");
    put(publish, "PUBLISH");
    put(context.forwardPublish() ? needs(Feature.SHARDED_PUBSUB, VERBATIM) : publish, "SPUBLISH");
  }

  private void strings() {
    StringRules strings = new StringRules(context.target(), context.times());
    put(strings::set, "SET");
    put(strings::plain, "SETNX", "GETSET");
    put(strings::setex, "SETEX");
    put(strings::psetex, "PSETEX");
    put(strings::msetex, "MSETEX");
    put((in, out) -> Copy.renamed(in, "MSET", out), "MSETNX");
    put((in, out) -> Copy.shortened(in, "DEL", 1, out), "GETDEL", "DELEX", "DELIFEQ");
    put(new ExpiryRules(context.target(), context.times())::getex, "GETEX");
    put(VERBATIM, "APPEND", "DECR", "DECRBY", "INCR", "INCRBY", "INCRBYFLOAT", "MSET");
    put(VERBATIM, "SETRANGE", "SETBIT", "BITOP", "PFADD", "PFMERGE", "PFCOUNT");
    // vector sets, which Redis 8 brings along
    put(VERBATIM, "VADD", "VREM", "VSETATTR");
    put(needs(Feature.BITFIELD, VERBATIM), "BITFIELD");
    put(new Dropped("changes how a value is stored, not the value"), "PFDEBUG");
  }

  private void keys() {
    GapRules gaps = new GapRules(context.target());
    SourceTimes times = context.times();
    ExpiryRules expiry = new ExpiryRules(context.target(), times);
    put(expiry.expire(times::afterSeconds), "EXPIRE");
    put(expiry.expire(times::afterMillis), "PEXPIRE");
    put(expiry.expire(times::atSeconds), "EXPIREAT");
    put(expiry.expire(times::atMillis), "PEXPIREAT");
    put(gaps::unlink, "UNLINK");
    put((in, out) -> Copy.renamed(in, "RENAME", out), "RENAMENX");
    RestoreRule restore = new RestoreRule(context.target(), context.sourceFamily(), times);
    put(restore::restore, "RESTORE", "RESTORE-ASKING");
    put(needs(Feature.COPY, new Rewritten(gaps::copy)), "COPY");
    put(VERBATIM, "DEL", "RENAME", "SORT");
    put(EFFECTIVE, "PERSIST", "MOVE");
  }

  private void lists() {
    GapRules gaps = new GapRules(context.target());
    put((in, out) -> Copy.renamed(in, "LPUSH", out), "LPUSHX");
    put((in, out) -> Copy.renamed(in, "RPUSH", out), "RPUSHX");
    put(
        (in, out) -> {
          Copy.shortened(in, "RPOPLPUSH", 2, out);
          out.mustHaveEffect();
        },
        "BRPOPLPUSH");
    put(gaps::lmove, "LMOVE", "BLMOVE");
    put(gaps::lpop, "LPOP");
    put(gaps::rpop, "RPOP");
    put(VERBATIM, "LPUSH", "RPUSH", "LSET", "LTRIM");
    put(EFFECTIVE, "LINSERT", "LREM", "RPOPLPUSH");
    // Inside a transaction they do not wait.
    put(EFFECTIVE, "BLPOP", "BRPOP");
    put(needs(Feature.LMPOP, EFFECTIVE), "LMPOP", "BLMPOP");
  }

  private void setsAndSortedSets() {
    GapRules gaps = new GapRules(context.target());
    put(VERBATIM, "SADD", "SDIFFSTORE", "SINTERSTORE", "SUNIONSTORE");
    put(EFFECTIVE, "SREM", "SMOVE");
    put(gaps::zadd, "ZADD");
    put(VERBATIM, "ZINCRBY", "ZINTERSTORE", "ZUNIONSTORE");
    put(EFFECTIVE, "ZREM", "ZREMRANGEBYRANK", "ZREMRANGEBYSCORE", "ZREMRANGEBYLEX");
    put(needs(Feature.ZPOP, EFFECTIVE), "ZPOPMIN", "ZPOPMAX", "BZPOPMIN", "BZPOPMAX");
    put(needs(Feature.LMPOP, EFFECTIVE), "ZMPOP", "BZMPOP");
    put(needs(Feature.ZDIFF, VERBATIM), "ZDIFFSTORE");
    put(needs(Feature.ZRANGESTORE, VERBATIM), "ZRANGESTORE");
    put(needs(Feature.GEO, VERBATIM), "GEOADD", "GEORADIUS", "GEORADIUSBYMEMBER");
    put(needs(Feature.GEOSEARCHSTORE, VERBATIM), "GEOSEARCHSTORE");
    put(
        new Refused(
            "it removes members by chance, and sources stream what it removed instead",
            "report the source's version: its stream is not as known"),
        "SPOP");
  }

  private void hashes() {
    SourceTimes times = context.times();
    ExpiryRules expiry = new ExpiryRules(context.target(), times);
    put(new GapRules(context.target())::hset, "HSET");
    put((in, out) -> Copy.renamed(in, "HSET", out), "HSETNX");
    put(VERBATIM, "HMSET", "HINCRBY", "HINCRBYFLOAT");
    put(EFFECTIVE, "HDEL");
    put(expiry::hsetex, "HSETEX");
    fieldExpiry(expiry.expireFields(times::afterSeconds), "HEXPIRE");
    fieldExpiry(expiry.expireFields(times::afterMillis), "HPEXPIRE");
    fieldExpiry(expiry.expireFields(times::atSeconds), "HEXPIREAT");
    fieldExpiry(expiry.expireFields(times::atMillis), "HPEXPIREAT");
    put(needs(Feature.HASH_FIELD_TTL, new Rewritten(expiry::hgetex)), "HGETEX");
    put(needs(Feature.HASH_FIELD_TTL, VERBATIM), "HPERSIST");
    put(needs(Feature.HGETDEL, VERBATIM), "HGETDEL");
  }

  private void fieldExpiry(Rewrite rewrite, String name) {
    put(needs(Feature.HASH_FIELD_TTL, new Rewritten(rewrite)), name);
  }

  private void streams() {
    GapRules gaps = new GapRules(context.target());
    stream(new Rewritten(gaps::xadd), "XADD");
    stream(new Rewritten(gaps::xtrim), "XTRIM");
    stream(new Rewritten(gaps::xgroup), "XGROUP");
    stream(new Rewritten(gaps::xsetid), "XSETID");
    stream(VERBATIM, "XACK", "XCLAIM");
    stream(EFFECTIVE, "XDEL");
    // What the source did not rewrite, the target must know itself, or it says so.
    stream(
        VERBATIM,
        "XDELEX",
        "XACKDEL",
        "XAUTOCLAIM",
        "XREADGROUP",
        "XCFGSET",
        "XNACK",
        "XIDMPRECORD");
  }

  private void stream(Rule rule, String... names) {
    put(needs(Feature.STREAMS, rule), names);
  }

  private void scripts() {
    ScriptRules scripts = new ScriptRules(context.scripts(), context.scriptKnownToTarget());
    put(scripts::eval, "EVAL");
    put(scripts::evalsha, "EVALSHA");
    put(scripts::script, "SCRIPT");
    Rule function = new Rewritten(new GapRules(context.target())::function);
    put(needs(Feature.FUNCTION, function), "FUNCTION");
    put(needs(Feature.FUNCTION, VERBATIM), "FCALL");
  }

  private void databases() {
    DatabaseRules databases =
        new DatabaseRules(
            context.target(), context.checkpoint(), context.database(), context.databases());
    put(databases::flushdb, "FLUSHDB");
    put(databases::flushall, "FLUSHALL");
    put(needs(Feature.SWAPDB, new Rewritten(databases::swapdb)), "SWAPDB");
  }

  private void never() {
    put(
        new Refused(
            "sources stream it as the deletion of what was moved away",
            "report the source's version: its stream is not as known"),
        "MIGRATE");
    put(
        new Refused(
            "it belongs to a cluster",
            "migrate a cluster shard by shard; wait until no slot is being moved"),
        "SFLUSH",
        "TRIMSLOTS",
        "CLUSTER");
  }

  private void put(Rewrite rewrite, String... names) {
    put(new Rewritten(rewrite), names);
  }

  private void put(Rule rule, String... names) {
    for (String name : names) {
      Optional<CommandSpec> spec = commands.find(name);
      spec.ifPresent(found -> rules[found.id()] = rule);
    }
  }

  /** The rule, where the target has what it takes; elsewhere the command is refused. */
  private Rule needs(Feature feature, Rule rule) {
    return context.target().has(feature)
        ? rule
        : new Refused(
            context.target().server() + " does not know it",
            "choose a target of the source's version or newer");
  }
}
