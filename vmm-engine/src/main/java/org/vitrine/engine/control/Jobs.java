package org.vitrine.engine.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.vitrine.engine.image.Progress;
import org.vitrine.engine.machine.MachineException;
import org.vitrine.engine.qmp.QmpErrorClass;
import org.vitrine.engine.qmp.QmpException;

/**
 * Long work that clients start, watch and cancel: QAPI's {@code job}. Each has a thread; when it ends it stays, concluded, until it is dismissed. Any thread.
 */
final class Jobs {
    private static final Logger LOG = System.getLogger(Jobs.class.getName());
    /** Concluded ones count: a client that never dismisses any is told. */
    private static final int MOST = 64;

    private static final int MOST_ID = 255;

    /** What a job does. */
    @FunctionalInterface
    interface Work {
        void run(Progress progress) throws MachineException, IOException;
    }

    /** QAPI's JobStatus, as far as jobs here go through them. */
    enum Status {
        CREATED,
        RUNNING,
        ABORTING,
        CONCLUDED;

        String qmpName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final class Job {
        final String type;
        Status status = Status.CREATED;
        long done;
        long total;
        boolean cancelled;

        @Nullable
        String error;

        Job(String type) {
            this.type = type;
        }
    }

    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final BiConsumer<String, Status> statusChanged;

    /** @param statusChanged is told the job's id and its new status */
    Jobs(BiConsumer<String, Status> statusChanged) {
        this.statusChanged = statusChanged;
    }

    List<QmpCommand> all() {
        return List.of(
                new QmpCommand("query-jobs", this::query),
                new QmpCommand("job-cancel", this::cancel),
                new QmpCommand("job-dismiss", this::dismiss));
    }

    /** Starts a job. @throws QmpException if there is one of that id */
    void start(String id, String type, Work work) throws QmpException {
        if (id.isEmpty() || id.length() > MOST_ID) {
            throw QmpException.generic("Invalid job ID '%s'".formatted(id.length() > 60 ? "…" : id));
        }
        Job job = new Job(type);
        synchronized (jobs) {
            if (jobs.containsKey(id)) {
                throw QmpException.generic("Job ID '%s' already in use".formatted(id));
            }
            if (jobs.size() >= MOST) {
                throw QmpException.generic(
                        "There are %d jobs; dismiss some of those that are concluded".formatted(MOST));
            }
            jobs.put(id, job);
        }
        statusChanged.accept(id, Status.CREATED);
        Thread.ofPlatform().name("job-" + id).daemon().start(() -> run(id, job, work));
    }

    private void run(String id, Job job, Work work) {
        become(id, job, Status.RUNNING);
        String error = null;
        try {
            work.run((done, total) -> report(job, done, total));
        } catch (CancellationException e) {
            error = "Operation canceled";
        } catch (MachineException | IOException e) {
            error = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "The job " + id + " failed", e);
            error = "Vitrine failed at it: " + e.getMessage();
        }
        if (error != null) {
            synchronized (jobs) {
                job.error = error;
            }
            become(id, job, Status.ABORTING);
        }
        become(id, job, Status.CONCLUDED);
    }

    private void report(Job job, long done, long total) {
        synchronized (jobs) {
            if (job.cancelled) {
                throw new CancellationException();
            }
            job.done = done;
            job.total = total;
        }
    }

    private void become(String id, Job job, Status status) {
        synchronized (jobs) {
            job.status = status;
        }
        statusChanged.accept(id, status);
    }

    private Object query(Arguments arguments) throws QmpException {
        arguments.end();
        synchronized (jobs) {
            return jobs.entrySet().stream().map(Jobs::describe).toList();
        }
    }

    private static Map<String, Object> describe(Map.Entry<String, Job> entry) {
        Job job = entry.getValue();
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("id", entry.getKey());
        description.put("type", job.type);
        description.put("status", job.status.qmpName());
        description.put("current-progress", job.done);
        description.put("total-progress", job.total);
        if (job.error != null) {
            description.put("error", job.error);
        }
        return description;
    }

    private Object cancel(Arguments arguments) throws QmpException {
        String id = arguments.text("id");
        arguments.end();
        synchronized (jobs) {
            Job job = find(id);
            if (job.status == Status.CONCLUDED) {
                throw QmpException.generic(
                        "Job '%s' in state 'concluded' cannot accept command verb 'cancel'".formatted(id));
            }
            job.cancelled = true;
        }
        return Map.of();
    }

    private Object dismiss(Arguments arguments) throws QmpException {
        String id = arguments.text("id");
        arguments.end();
        synchronized (jobs) {
            Job job = find(id);
            if (job.status != Status.CONCLUDED) {
                throw QmpException.generic("Job '%s' in state '%s' cannot accept command verb 'dismiss'"
                        .formatted(id, job.status.qmpName()));
            }
            jobs.remove(id);
        }
        return Map.of();
    }

    private Job find(String id) throws QmpException {
        Job job = jobs.get(id);
        if (job == null) {
            throw new QmpException(QmpErrorClass.DEVICE_NOT_FOUND, "Job not found");
        }
        return job;
    }
}
