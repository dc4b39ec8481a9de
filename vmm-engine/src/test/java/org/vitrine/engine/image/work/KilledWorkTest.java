package org.vitrine.engine.image.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vitrine.engine.image.ImageException;
import org.vitrine.engine.image.Progress;

/** Work on images whose process is killed, or finds no space. */
class KilledWorkTest {
    private static final int FOLDERS = 12;
    /** What a process takes for all of them, roughly: when it is killed is drawn below that at first. */
    private static final int MILLISECONDS = 600;

    @TempDir
    Path directory;

    private final List<ImageFolder> folders = new ArrayList<>();

    private List<Path> makeFolders(ChildWork.Work work) throws Exception {
        ImageFolder first = ImageFolder.make(directory.resolve("first"));
        if (work == ChildWork.Work.REPAIR) {
            first.spoilRefcounts();
        }
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < FOLDERS; i++) {
            folders.add(first.copy(directory.resolve("copy" + i)));
            paths.add(folders.getLast().path());
        }
        return paths;
    }

    /** Lets a process work on all folders, and kills it. @return whether it had done it all */
    private boolean killAmong(ChildWork.Work work, int milliseconds, String which) throws Exception {
        List<Path> paths = makeFolders(work);
        Process child = ChildWork.start(List.of(), work, paths);
        boolean late;
        try (BufferedReader out = child.inputReader()) {
            assertThat(out.readLine()).as(which).isEqualTo("begun");
            Thread.sleep(milliseconds);
            late = out.ready();
        } finally {
            child.destroyForcibly().waitFor();
        }
        for (ImageFolder folder : folders) {
            if (work == ChildWork.Work.REPAIR) {
                folder.assertMends();
            } else {
                folder.assertIntact();
            }
            folder.assertSwept();
        }
        return late;
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void an_image_is_the_old_or_the_new_one_when_the_process_is_killed(ChildWork.Work work) throws Exception {
        killOften(work, 5);
    }

    @Tag("long")
    @ParameterizedTest
    @EnumSource
    void and_is_so_a_hundred_times(ChildWork.Work work) throws Exception {
        killOften(work, 100);
    }

    private void killOften(ChildWork.Work work, int kills) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int milliseconds = MILLISECONDS;
        int early = 0;
        for (int kill = 0; kill < kills; kill++) {
            folders.clear();
            boolean late = killAmong(work, random.nextInt(milliseconds), "seed %d, kill %d".formatted(seed, kill));
            milliseconds = KilledChild.next(milliseconds, late);
            early += late ? 0 : 1;
            removeFolders();
        }
        System.out.printf(
                "%s: seed %d, %d kills, %d of them before all was done, %d folders each%n",
                work, seed, kills, early, FOLDERS);
    }

    private void removeFolders() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        }
    }

    /** A limit on files' sizes ends writes as a full disk does, in the middle of them. JNA unpacks its library within it. */
    @ParameterizedTest
    @CsvSource({"CONVERT,300", "CONVERT,500", "CONVERT,1200", "COMPACT,300", "REBASE,300", "REBASE,500"})
    void work_that_finds_no_space_says_so_and_leaves_what_was_there(ChildWork.Work work, int kibibytes)
            throws Exception {
        ImageFolder folder = ImageFolder.make(directory.resolve("full"));
        List<String> limit = List.of("bash", "-c", "trap '' XFSZ; ulimit -f " + kibibytes + "; exec \"$@\"", "limited");
        Process child = ChildWork.start(limit, work, List.of(folder.path()));
        List<String> said;
        try (BufferedReader out = child.inputReader()) {
            said = out.lines().toList();
        }

        assertThat(child.waitFor()).isZero();
        assertThat(said).hasSize(3);
        assertThat(said.get(1)).endsWith("could not be written: a file cannot be that large there.");
        folder.assertIntact();
        assertThat(folder.path().resolve("target")).doesNotExist();
        assertThat(List.of(folder.path().toFile().list())).noneMatch(name -> name.endsWith(".part"));
    }

    @Test
    void what_another_process_writes_is_not_swept() throws Exception {
        ImageFolder folder = ImageFolder.make(directory.resolve("shared"));
        Path left = folder.path().resolve(".gone.4194303.part");
        Path living = folder.path()
                .resolve(".disk."
                        + ProcessHandle.current().parent().orElseThrow().pid() + ".part");
        Path other = folder.path().resolve(".notes.part");
        for (Path path : List.of(left, living, other)) {
            Files.write(path, new byte[512]);
        }
        ImageWork.createRaw(folder.path().resolve("next"), 512, false);

        assertThat(left).doesNotExist();
        assertThat(living).exists();
        assertThat(other).exists();
    }

    @Test
    void what_this_process_writes_in_two_threads_is_not_swept_by_either() throws Exception {
        ImageFolder folder = ImageFolder.make(directory.resolve("shared"));
        Path target = folder.path().resolve("target");
        Path image = folder.path().resolve("image");
        boolean[] nested = new boolean[1];
        Progress inBetween = (done, total) -> {
            if (!nested[0]) {
                nested[0] = true;
                assertThatThrownBy(() -> ImageWork.convertToRaw(image, ChildWork.QCOW2, target, true, Progress.NONE))
                        .isInstanceOf(ImageException.class)
                        .hasMessageContaining("is being written already");
                assertThat(makeRaw(folder.path().resolve("second"))).isTrue();
            }
        };
        ImageWork.convertToRaw(image, ChildWork.QCOW2, target, false, inBetween);

        assertThat(nested[0]).isTrue();
        assertThat(Files.size(target)).isEqualTo(ImageFolder.SIZE);
        folder.assertSwept();
    }

    private static boolean makeRaw(Path path) {
        try {
            ImageWork.createRaw(path, 512, false);
            return true;
        } catch (ImageException | IOException e) {
            return false;
        }
    }
}
