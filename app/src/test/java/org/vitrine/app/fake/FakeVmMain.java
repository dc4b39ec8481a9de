package org.vitrine.app.fake;

import java.nio.file.Path;
import java.util.List;
import org.vitrine.app.model.VmCommand;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfigFile;
import org.vitrine.engine.config.RuntimeDirectory;

/** Stands in for the VM process. The machine's name tells it how to end: {@code exit-N} at once, else when asked. */
public final class FakeVmMain {
    private FakeVmMain() {}

    /** What starts it in place of the product's process. */
    public static VmCommand command() {
        return (config, directory) -> List.of(
                "setsid",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FakeVmMain.class.getName(),
                config.toString(),
                directory.toString());
    }

    public static void main(String[] arguments) throws Exception {
        MachineConfig config = MachineConfigFile.read(Path.of(arguments[0]));
        if (config.name().startsWith("exit-")) {
            System.err.println("Some chatter of the JVM");
            System.err.println("vitrine-vm: The guest failed.");
            System.err.println("RIP=0000fff0");
            System.exit(Integer.parseInt(config.name().substring("exit-".length())));
        }
        if (config.serial().equals("stdio")) {
            System.out.println("serial line of the guest");
        }
        boolean disposable = List.of(arguments).contains("--disposable");
        try (FakeVm vm = FakeVm.in(new RuntimeDirectory(Path.of(arguments[1]), config.uuid()), disposable)) {
            vm.awaitEnd();
            // The reply to the command that ended it goes first.
            Thread.sleep(50);
        }
        System.exit(0);
    }
}
