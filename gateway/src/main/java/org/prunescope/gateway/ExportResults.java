package org.prunescope.gateway;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.prunescope.gateway.persistence.PublishedResults.NotPublishedException;
import org.prunescope.gateway.persistence.ResultColumn;
import org.prunescope.gateway.persistence.ResultCopies;
import org.prunescope.gateway.persistence.ResultSelection;
import org.prunescope.gateway.persistence.ResultTable;
import org.prunescope.gateway.storage.ParquetFile;
import org.prunescope.gateway.storage.TemporaryFolder;

/**
 * Hands tables of results out as files. So many at a time, and one after the other where Parquet is
 * made, because each holds a connection, and DuckDB its memory.
 */
@ApplicationScoped
public class ExportResults {
  private static final Logger LOG = Logger.getLogger(ExportResults.class);
  static final int AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final GatewayConfig config;
  private final ResultCopies copies;
  private final Semaphore exports = new Semaphore(AT_ONCE, true);
  private final ReentrantLock conversions = new ReentrantLock(true);

  ExportResults(GatewayConfig config, ResultCopies copies) {
    this.config = config;
    this.copies = copies;
  }

  /** As many exports as there may be are under way. */
  public static final class BusyException extends IOException {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("%d exports are under way".formatted(AT_ONCE));
    }
  }

  /**
   * A file to hand out; to be closed.
   *
   * @param bytes its size
   */
  public record Exported(InputStream content, long bytes) {}

  /**
   * The columns that an export will have.
   *
   * @throws NotPublishedException where metrics has not published the table on this database
   */
  public List<ResultColumn> columns(ResultTable table) throws NotPublishedException {
    return copies.columns(table);
  }

  /** Writes the rows as CSV while they are read. */
  public void csv(ResultSelection selection, List<ResultColumn> columns, OutputStream out)
      throws IOException {
    long begin = System.nanoTime();
    acquire();
    try {
      copies.writeCsv(selection, columns, out);
    } finally {
      release();
    }
    log(selection, "csv", begin);
  }

  /**
   * The rows as a Parquet file, which has no name any more: it goes when it is closed, whatever
   * becomes of this process.
   */
  public Exported parquet(ResultSelection selection, List<ResultColumn> columns)
      throws IOException {
    long begin = System.nanoTime();
    acquire();
    conversions.lock();
    try (TemporaryFolder folder = TemporaryFolder.in(config.exports().folder())) {
      Path csv = folder.resolve("rows.csv");
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(csv), 1 << 16)) {
        copies.writeCsv(selection, columns, out);
      }
      Path parquet = folder.resolve("rows.parquet");
      ParquetFile.write(csv, columns, parquet, folder.resolve("scratch"));
      Exported exported = new Exported(Files.newInputStream(parquet), Files.size(parquet));
      log(selection, "parquet", begin);
      return exported;
    } catch (SQLException e) {
      throw new IOException("no Parquet could be made", e);
    } finally {
      conversions.unlock();
      release();
    }
  }

  /** Takes one of the places. */
  void acquire() throws BusyException {
    try {
      if (!exports.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new BusyException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BusyException();
    }
  }

  /** Gives it back. */
  void release() {
    exports.release();
  }

  private static void log(ResultSelection selection, String format, long begin) {
    LOG.infof(
        "exported experiment=%s table=%s format=%s millis=%d",
        selection.experiment(),
        selection.table().text(),
        format,
        (System.nanoTime() - begin) / 1_000_000);
  }
}
