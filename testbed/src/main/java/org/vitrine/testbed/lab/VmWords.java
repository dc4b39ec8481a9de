package org.vitrine.testbed.lab;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.app.model.JavaRuntime;
import org.vitrine.app.model.StartupFiles;
import org.vitrine.app.model.VmCommand;

/** The words with which the built product starts {@code vitrine-vm}. */
public final class VmWords {
    private static final List<String> ROOTS = List.of("org.vitrine.engine", "org.vitrine.display", "org.vitrine.usb");

    private VmWords() {}

    /**
     * A machine's process, without its application.
     *
     * @param checkout the project's top directory
     */
    public static List<String> of(Path checkout, Path machineFile, Path runtimeDirectory) throws IOException {
        Path product = checkout.resolve("app/target/product");
        Configuration needed =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(product), ModuleFinder.of(), ROOTS);
        List<Path> modules = needed.modules().stream()
                .filter(module -> !module.name().startsWith("javafx."))
                .flatMap(module -> module.reference().location().stream())
                .map(Path::of)
                .sorted()
                .toList();
        Path cache = product.resolve("vitrine-vm.aot");
        StartupFiles startup =
                new StartupFiles(Files.isReadable(cache) ? cache : null, null, product.resolve("native"));
        Path launcher = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> words =
                VmCommand.of(new JavaRuntime(launcher, modules, startup)).words(machineFile, runtimeDirectory);
        // The first makes a session; who waits for the process, and kills it, does without.
        return words.subList(1, words.size());
    }
}
