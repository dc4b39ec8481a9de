package org.vitrine.app.view.style;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ChangeListener;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.Scene;
import org.vitrine.app.model.Settings;

/** Light or dark, as the desktop is or as the user wants: AtlantaFX's Primer with our accent and our own styles on top. */
public final class Theme {
    private static final String KEY = "appearance";
    private static final List<String> STYLES = Stream.of("vitrine", "library", "create", "machine", "console")
            .map(name -> resource(name + ".css"))
            .toList();
    private static final String LIGHT = resource("light.css");
    private static final String DARK = resource("dark.css");
    private static final String OPAQUE = resource("opaque.css");

    /** What the user wants. */
    public enum Appearance {
        SYSTEM,
        LIGHT,
        DARK
    }

    private final ObjectProperty<Appearance> appearance = new SimpleObjectProperty<>(Appearance.SYSTEM);
    private final ObservableList<Scene> scenes = FXCollections.observableArrayList();
    private final Settings settings;

    public Theme(Settings settings) {
        this.settings = settings;
        settings.get(KEY).ifPresent(name -> {
            for (Appearance known : Appearance.values()) {
                if (known.name().equalsIgnoreCase(name)) {
                    appearance.set(known);
                }
            }
        });
        ChangeListener<Object> again = (value, was, is) -> apply();
        appearance.addListener(again);
        Platform.getPreferences().colorSchemeProperty().addListener(again);
        apply();
    }

    private static String resource(String name) {
        return Objects.requireNonNull(Theme.class.getResource(name), name).toExternalForm();
    }

    public ObjectProperty<Appearance> appearanceProperty() {
        return appearance;
    }

    /** Dresses a scene, now and whenever the theme changes. */
    public void dress(Scene scene) {
        scenes.add(scene);
        style(scene);
    }

    public void undress(Scene scene) {
        scenes.remove(scene);
    }

    private void apply() {
        settings.put(KEY, appearance.get().name().toLowerCase(Locale.ROOT));
        Application.setUserAgentStylesheet(
                isDark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        scenes.forEach(this::style);
    }

    private void style(Scene scene) {
        scene.getStylesheets().setAll(STYLES);
        scene.getStylesheets().add(isDark() ? DARK : LIGHT);
        // Without a compositor what should be clear around a menu is white.
        if (!Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW)) {
            scene.getStylesheets().add(OPAQUE);
        }
    }

    private boolean isDark() {
        return switch (appearance.get()) {
            case LIGHT -> false;
            case DARK -> true;
            case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
        };
    }
}
