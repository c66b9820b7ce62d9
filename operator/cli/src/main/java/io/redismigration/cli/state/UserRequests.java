package io.redismigration.cli.state;

import io.redismigration.migration.model.Author;
import io.redismigration.migration.model.CutoverSpec;
import io.redismigration.migration.model.MigrationSpec;
import io.redismigration.migration.model.Request;
import io.redismigration.migration.model.TargetSpec;
import java.util.Map;
import java.util.TreeMap;

/**
 * What users asked for beside the manifest, as a patch to its commands; what is null was not asked
 * for. The planner remembers what it has acted on, so a request may stay here.
 *
 * @param suspend true holds, false resumes
 * @param confirm the cutover token
 * @param flushConfirm the token of what is to be removed from the target
 * @param nonces a new value acts once
 * @param authors who asked, by the path of the field that says the same in a manifest
 */
public record UserRequests(
    Boolean suspend,
    boolean cancel,
    String confirm,
    String flushConfirm,
    Map<Request, String> nonces,
    Map<String, Author> authors) {

  public UserRequests {
    nonces = nonces == null ? Map.of() : Map.copyOf(nonces);
    authors = authors == null ? Map.of() : Map.copyOf(authors);
  }

  /** Nothing asked for. */
  public static UserRequests none() {
    return new UserRequests(null, false, null, null, null, null);
  }

  /** Also suspended, or resumed. */
  public UserRequests withSuspend(boolean wanted) {
    return new UserRequests(wanted, cancel, confirm, flushConfirm, nonces, authors);
  }

  /** Also cancelled. */
  public UserRequests withCancel() {
    return new UserRequests(suspend, true, confirm, flushConfirm, nonces, authors);
  }

  /** Also confirmed. */
  public UserRequests withConfirm(String token) {
    return new UserRequests(suspend, cancel, token, flushConfirm, nonces, authors);
  }

  /** Also with the removal confirmed. */
  public UserRequests withFlushConfirm(String token) {
    return new UserRequests(suspend, cancel, confirm, token, nonces, authors);
  }

  /** Also with that request made once more. */
  public UserRequests with(Request request, String nonce) {
    Map<Request, String> next = new TreeMap<>(nonces);
    next.put(request, nonce);
    return new UserRequests(suspend, cancel, confirm, flushConfirm, next, authors);
  }

  /** Also known who asked for what that field of a manifest would say. */
  public UserRequests by(String field, Author author) {
    Map<String, Author> next = new TreeMap<>(authors);
    next.put(field, author);
    return new UserRequests(suspend, cancel, confirm, flushConfirm, nonces, next);
  }

  /** The manifest with the requests in it; a request goes before what the manifest says. */
  public MigrationSpec applyTo(MigrationSpec written) {
    Map<Request, String> requests = new TreeMap<>(written.requests());
    requests.putAll(nonces);
    return new MigrationSpec(
        written.source(),
        target(written.target()),
        written.mode(),
        written.start(),
        written.parameters(),
        written.checksIgnored(),
        written.filter(),
        written.databaseMapping(),
        written.throttle(),
        written.verification(),
        written.onFullResync(),
        cutover(written.cutover()),
        written.worker(),
        suspend == null ? written.suspend() : suspend,
        cancel || written.cancel(),
        requests);
  }

  private TargetSpec target(TargetSpec written) {
    return flushConfirm == null
        ? written
        : new TargetSpec(
            written.connection(),
            written.existingData(),
            written.lock(),
            flushConfirm,
            written.foreignWrites());
  }

  private CutoverSpec cutover(CutoverSpec written) {
    return confirm == null
        ? written
        : new CutoverSpec(
            written.mode(),
            written.at(),
            written.window(),
            written.maxLag(),
            written.fence(),
            written.timeout(),
            written.sourceAfter(),
            written.switchover(),
            confirm);
  }
}
