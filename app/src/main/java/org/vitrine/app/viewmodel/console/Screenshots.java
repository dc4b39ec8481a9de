package org.vitrine.app.viewmodel.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.vitrine.app.model.MachineSession;
import org.vitrine.app.model.UserFolders;
import org.vitrine.app.text.Texts;
import org.vitrine.app.viewmodel.Notice;
import org.vitrine.app.viewmodel.Threads;

/** Pictures of the guest's screen, for a folder or for the clipboard. Used on the ui thread. */
public final class Screenshots {
    private static final DateTimeFormatter FILE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH-mm-ss");

    private final MachineSession session;
    private final UserFolders folders;
    private final Threads threads;
    private final ToldWork work;

    Screenshots(MachineSession session, UserFolders folders, Threads threads, ToldWork work) {
        this.session = session;
        this.folders = folders;
        this.threads = threads;
        this.work = work;
    }

    /** Keeps a picture of the screen among the user's pictures. */
    public void keep() {
        work.begin(() -> {
            Path file = newFile(folders.screenshots());
            session.screenshot(file).join();
            return Notice.information(Texts.get("console.screenshot-taken", file));
        });
    }

    private Path newFile(Path folder) {
        String stem = session.name().replaceAll("[/\\p{Cntrl}]", " ") + " "
                + LocalDateTime.now(ZoneId.systemDefault()).format(FILE_TIME);
        Path file = folder.resolve(stem + ".png");
        for (int i = 2; Files.exists(file); i++) {
            file = folder.resolve(stem + " " + i + ".png");
        }
        return file;
    }

    /** Writes a picture of the screen to a file that nobody keeps, for the clipboard. @param taken gets the file on the ui thread, and may remove it */
    public void copy(Consumer<Path> taken) {
        work.begin(() -> {
            Path file = Files.createTempFile("vitrine", ".png");
            session.screenshot(file).join();
            threads.ui().execute(() -> taken.accept(file));
            return Notice.information(Texts.get("console.screenshot-copied"));
        });
    }
}
