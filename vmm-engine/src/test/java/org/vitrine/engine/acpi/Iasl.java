package org.vitrine.engine.acpi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** ACPICA's compiler, the oracle for tables: what it disassembles and compiles again must be the same table. */
final class Iasl {
    private final Path directory;

    Iasl(Path directory) {
        this.directory = directory;
    }

    /** What {@code iasl} makes of a table. */
    record Verdict(String source, String messages) {}

    /**
     * Disassembles a table, compiles the result and compares.
     *
     * @param externals other tables that it refers to
     */
    Verdict roundTrip(String name, byte[] table, byte[]... externals) {
        try {
            Path original = Files.write(directory.resolve(name + ".aml"), table);
            List<String> command = new ArrayList<>(List.of("-vs"));
            for (int i = 0; i < externals.length; i++) {
                Path external = Files.write(directory.resolve("external" + i + ".aml"), externals[i]);
                command.addAll(List.of("-e", external.getFileName().toString()));
            }
            command.addAll(List.of("-d", original.getFileName().toString()));
            run(command);
            String source = Files.readString(directory.resolve(name + ".dsl"));
            String messages = run(List.of("-oa", "-p", name + "-again", name + ".dsl"));
            assertThat(messages).as(source).contains(" 0 Errors");
            byte[] again = Files.readAllBytes(directory.resolve(name + "-again.aml"));
            assertThat(anonymous(again)).as(source).isEqualTo(anonymous(table));
            return new Verdict(source, messages);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String run(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("iasl"));
        command.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return fail("iasl is missing: install Debian's package acpica-tools", e);
        }
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    /** The compiler signs what it makes, so the signature and the sum do not count. */
    private static byte[] anonymous(byte[] table) {
        byte[] copy = table.clone();
        if (copy.length >= AcpiTable.HEADER && copy[0] != 'F' | copy[3] != 'S') {
            copy[AcpiTable.CHECKSUM] = 0;
            Arrays.fill(copy, 28, AcpiTable.HEADER, (byte) 0);
        }
        return copy;
    }
}
