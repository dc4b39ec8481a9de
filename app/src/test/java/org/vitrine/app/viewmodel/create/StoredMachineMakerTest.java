package org.vitrine.app.viewmodel.create;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.app.model.library.LibraryFixture;
import org.vitrine.app.model.library.WorkList;
import org.vitrine.app.viewmodel.Threads;
import org.vitrine.app.viewmodel.create.CreateViewModel.Then;
import org.vitrine.app.viewmodel.tasks.TasksViewModel;

class StoredMachineMakerTest {
    @TempDir
    Path folder;

    /** The sheet says it, under the image that it is about, and the tasks do not say it once more over the library. */
    @Test
    void an_import_that_fails_is_told_once() throws Exception {
        BlockingQueue<Runnable> ui = new LinkedBlockingQueue<>();
        List<String> told = new ArrayList<>();
        WorkList works = new WorkList();
        var unused = new TasksViewModel(works, new Threads(ui::add, task -> {}), notice -> told.add(notice.text()));
        try (LibraryFixture fixture = new LibraryFixture(folder)) {
            CreateViewModel sheet = new CreateViewModel(
                    new SourceReader(iso -> Suggestion.unknown()),
                    new StoredMachineMaker(fixture.library, fixture.creation, fixture.host, works),
                    new Threads(Runnable::run, Runnable::run));
            Path image = Files.write(folder.resolve("gone.raw"), new byte[1 << 20]);
            sheet.open(List.of(image));
            sheet.memoryProperty().set(64);
            Files.delete(image);
            sheet.create(Then.NOTHING);

            assertThat(sheet.failureProperty().get()).contains("gone.raw");
            assertThat(sheet.openProperty().get()).isTrue();
            assertThat(ui).as("the tasks have heard of the end").isNotEmpty();
            for (Runnable next = ui.poll(); next != null; next = ui.poll()) {
                next.run();
            }
            assertThat(told).isEmpty();
            assertThat(fixture.library.machines()).isEmpty();
        }
    }
}
