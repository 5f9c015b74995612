package vedette.cmu.setting;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.audit.Audit;
import vedette.contracts.cm.Settings;

/** The operator's settings. */
@RestController
@Access(Access.Audience.OPERATOR)
class SettingController {
    private final RunTimeSettings settings;
    private final Audit audit;

    SettingController(RunTimeSettings settings, Audit audit) {
        this.settings = settings;
        this.audit = audit;
    }

    @GetMapping("/cmu/v1/operator/settings")
    Settings read() {
        return settings.read();
    }

    @PatchMapping("/cmu/v1/operator/settings")
    Settings change(@RequestBody Settings body) {
        return audit.record("settings.change", null, () -> settings.change(body));
    }
}
