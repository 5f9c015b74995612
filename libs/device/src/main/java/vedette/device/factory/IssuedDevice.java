package vedette.device.factory;

import java.io.IOException;
import java.nio.file.Path;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.DeviceJson;

/** A made device: the file that goes into it and the label that goes onto it. */
public record IssuedDevice(DeviceFile device, DeviceLabel label) {
    /**
     * Writes {@code device.json} and {@code label.json} (both 0600) into {@code directory}.
     *
     * @return the path of {@code device.json}
     * @throws DeviceException {@code device-file-unwritable}
     */
    public Path writeTo(Path directory) {
        Path file = directory.resolve("device.json");
        try {
            SecretFiles.write(file, device.toJson() + "\n");
            SecretFiles.write(
                    directory.resolve("label.json"),
                    DeviceJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(label) + "\n");
            return file;
        } catch (IOException e) {
            throw new DeviceException(
                    "device-file-unwritable", "Cannot write into " + directory + ": " + e.getMessage(), e);
        }
    }
}
