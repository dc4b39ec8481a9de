package org.vitrine.testbed.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine in the folder {@code machine} of a library, whose guest keeps the same count in its memory and on its disk, and stops if they differ.
 *
 * @param directory the machine's
 * @param file its configuration
 */
record CountingMachine(Path directory, Path file) {
    private static final Pattern COUNT = Pattern.compile("n=([0-9a-f]{8})\n");

    /** Makes one that has never run. */
    static CountingMachine make(Path library) throws IOException, InterruptedException {
        Path iso = AssembledGuest.iso("disk-counting.asm", library.resolve("guest"));
        Path directory = Files.createDirectory(library.resolve("machine"));
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                directory.resolve("disk.qcow2").toString(),
                "8M");
        return new CountingMachine(directory, Files.writeString(directory.resolve("machine.json"), """
                {
                  "version": 2, "uuid": "6b7b3a52-6a0c-4c0e-8d27-3c8b5d3c9a01", "name": "counting", "memoryMiB": 32, "cpus": 1,
                  "optical": [{"id": "cd0", "medium": "%s"}],
                  "disks": [{"id": "disk0", "file": "disk.qcow2", "format": "qcow2", "bus": "ahci", "cache": "writeback"}],
                  "serial": "none",
                  "devices": [{"id": "vga0", "kind": "VGA"}]
                }
                """.formatted(iso)));
    }

    /** @param more words of the command line */
    MachineProcess start(String... more) throws IOException, InterruptedException {
        return MachineProcess.start(file, more);
    }

    /** As a machine that is off. */
    MachineProcess serve() throws IOException, InterruptedException {
        return MachineProcess.serve(file);
    }

    boolean isSaved() throws IOException {
        return Files.readString(file).contains("\"saved\" :");
    }

    void setLifeCycle(String lifeCycle) throws IOException {
        String version3 = Files.readString(file)
                .replace("\"version\": 2", "\"version\": 3")
                .replace("\"cpus\": 1", "\"processor\": {\"sockets\": 1, \"cores\": 1, \"threads\": 1}")
                .replaceFirst("\"serial\"", "\"lifeCycle\": " + lifeCycle + ", \"serial\"");
        Files.writeString(file, version3);
    }

    /** Stops the guest, and waits for what it said last. @return how much it said */
    static int stop(MachineProcess vm) throws IOException, InterruptedException {
        vm.qmp("stop", Map.of());
        Thread.sleep(200);
        return vm.said().length();
    }

    static void take(MachineProcess vm, String name) throws IOException, InterruptedException {
        assertThat(vm.job("x-vitrine-snapshot-take", Map.of("name", name))).isEmpty();
    }

    static void revert(MachineProcess vm, String name) throws IOException, InterruptedException {
        for (JsonNode snapshot : tree(vm).get("snapshots")) {
            if (snapshot.get("name").textValue().equals(name)) {
                assertThat(vm.job(
                                "x-vitrine-snapshot-revert",
                                Map.of("id", snapshot.get("id").textValue())))
                        .isEmpty();
                return;
            }
        }
        throw new IllegalArgumentException(name);
    }

    static JsonNode tree(MachineProcess vm) throws IOException, InterruptedException {
        return vm.qmp("x-vitrine-snapshot-tree", Map.of());
    }

    static long lastCount(MachineProcess vm) throws IOException {
        return counts(vm.said()).getLast();
    }

    static List<Long> awaitCounts(MachineProcess vm, int from, int number) throws IOException, InterruptedException {
        String said = vm.await(text -> counts(text.substring(from)).size() >= number || text.contains("wrong"));
        assertThat(said).doesNotContain("wrong");
        return counts(said.substring(from));
    }

    private static List<Long> counts(String said) {
        List<Long> counts = new ArrayList<>();
        Matcher matcher = COUNT.matcher(said);
        while (matcher.find()) {
            counts.add(Long.parseLong(matcher.group(1), 16));
        }
        return counts;
    }

    /** The machine's disk has all that lies behind it; what it was made with goes with the last snapshot that keeps it. */
    void assertImagesAreSound() throws IOException, InterruptedException {
        Path disk = directory.resolve(
                new ObjectMapper().readTree(file.toFile()).at("/disks/0/file").asText());
        run("qemu-img", "info", "--force-share", "--backing-chain", disk.toString());
        List<Path> images = new ArrayList<>();
        if (Files.exists(directory.resolve("disk.qcow2"))) {
            images.add(directory.resolve("disk.qcow2"));
        }
        if (Files.exists(directory.resolve("layers"))) {
            try (Stream<Path> layers = Files.list(directory.resolve("layers"))) {
                layers.filter(layer -> layer.toString().endsWith(".qcow2")).forEach(images::add);
            }
        }
        for (Path image : images) {
            run("qemu-img", "check", "-q", image.toString());
        }
    }

    /** Runs a program. Leaks are what a kill may leave: status 3 of qemu-img check. */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s: %s", List.of(command), said).isIn(0, 3);
    }
}
