package org.vitrine.app.view.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import org.vitrine.app.text.Sizes;
import org.vitrine.app.text.Texts;
import org.vitrine.app.view.parts.Presence;
import org.vitrine.app.viewmodel.machine.Section;
import org.vitrine.app.viewmodel.machine.Setting;
import org.vitrine.engine.config.MachineConfig;
import org.vitrine.engine.config.MachineConfig.DeviceConfig;

/** The display adapter and its memory. */
final class DisplaySection extends SectionView {
    private static final String VGA = "VGA";
    private static final String VRAM = "vramMiB";
    private static final int USUAL_VRAM_MIB = 64;
    private static final List<Integer> SIZES = List.of(16, 32, 64, 128, 256);

    DisplaySection(Fields fields, Checks checks) {
        super(Section.DISPLAY);
        Label none = new Label(Texts.get("display.none"));
        none.setWrapText(true);
        Label kind = new Label(Texts.get("display.vga"));
        ComboBox<Integer> memory = fields.choice(
                "display.vram",
                SIZES,
                size -> Sizes.mebibytes(size) + " \u2013 " + Texts.get("display.vram-hint", largest(size)),
                config -> adapter(config).map(DisplaySection::vram).orElse(USUAL_VRAM_MIB),
                DisplaySection::withVram);
        Form form = new Form()
                .fact(Texts.get("display.adapter"), kind)
                .row(Texts.get("display.vram"), memory, checks.watch(memory, Setting.DEVICES));
        fields.follow(() -> {
            boolean has = adapter(fields.draft().config()).isPresent();
            Presence.show(form, has);
            Presence.show(none, !has);
        });
        add(form, none);
    }

    private static Optional<DeviceConfig> adapter(MachineConfig config) {
        return config.devices().stream()
                .filter(device -> device.kind().equals(VGA))
                .findFirst();
    }

    private static int vram(DeviceConfig adapter) {
        return adapter.properties().get(VRAM) instanceof Number number ? number.intValue() : USUAL_VRAM_MIB;
    }

    private static MachineConfig withVram(MachineConfig config, int mebibytes) {
        List<DeviceConfig> devices = new ArrayList<>();
        for (DeviceConfig device : config.devices()) {
            if (device.kind().equals(VGA)) {
                Map<String, Object> properties = new HashMap<>(device.properties());
                if (mebibytes == USUAL_VRAM_MIB) {
                    properties.remove(VRAM);
                } else {
                    properties.put(VRAM, mebibytes);
                }
                devices.add(new DeviceConfig(device.id(), device.kind(), Map.copyOf(properties)));
            } else {
                devices.add(device);
            }
        }
        return config.withDevices(devices);
    }

    /** The largest usual resolution whose picture of 32 bits a pixel fits, twice for a system that flips. */
    private static String largest(int mebibytes) {
        if (mebibytes >= 64) {
            return "3840\u00d72160";
        }
        return mebibytes >= 32 ? "2560\u00d71440" : "1920\u00d71080";
    }
}
